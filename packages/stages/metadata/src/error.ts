/**
 * What can be wrong with the two TSVs, or with the queries that they are made from.
 *
 * - `input-missing`: there is no such object
 * - `corrupt`: it cannot be unpacked to its end
 * - `bad-input`: it has no rows, its header lacks a column, or too many of its rows are unusable
 * - `bad-query`: a query of the platform's database fails, or gives other columns, no rows, or far too many
 * - `bad-value`: it gives a value that a TSV cannot carry
 */
export type MetadataErrorCode = 'input-missing' | 'corrupt' | 'bad-input' | 'bad-query' | 'bad-value';

/** The metadata stage's one error: a code for programs; a message that says which file, what was found and what to do. */
export class MetadataError extends Error {
  override readonly name = 'MetadataError';
  readonly code: MetadataErrorCode;

  constructor(code: MetadataErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
