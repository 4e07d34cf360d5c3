/** What can be wrong with a contract, an id or a config: `bad-contract`, `bad-id`. */
export type SchemaErrorCode = 'bad-contract' | 'bad-id';

/** The schema package's one error: a code for programs, a message for people. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
  readonly code: SchemaErrorCode;

  constructor(code: SchemaErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
