/** What can be wrong with a contract, an id or a file that has a contract: `bad-contract`, `bad-id`, `bad-artifact`. */
export type SchemaErrorCode = 'bad-contract' | 'bad-id' | 'bad-artifact';

/** The schema package's one error: a code for programs, a message for people. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
  readonly code: SchemaErrorCode;

  constructor(code: SchemaErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
