export type { PostgresErrorCode, PostgresErrorOptions } from './error.ts';
export { PostgresError } from './error.ts';
export { identifier, quoted } from './identifier.ts';
export type { TransactionOf } from './in-transaction.ts';
export { inTransaction } from './in-transaction.ts';
export type { Connection, Credentials, CredentialsFunction } from './options.ts';
export { ConnectionOptions } from './options.ts';
export type { BoundValue, Session, TextRow, TextRows } from './session.ts';
