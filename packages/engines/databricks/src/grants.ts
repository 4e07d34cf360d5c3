import { DatabricksError } from './error.ts';
import { identifier } from './quote.ts';

/** Where and as whom a session is. */
export interface Place {
  readonly catalog: string | undefined;
  readonly schema: string;
  readonly user: string;
}

const schemaOf = ({ catalog, schema }: Place): string =>
  [catalog, schema]
    .flatMap((part) => part ?? [])
    .map(identifier)
    .join('.');

/** What went wrong, and the statement by which an owner mends it where it is a right that is missing. */
export function withGrant({ code, message }: DatabricksError, privilege: string, place: Place): string {
  if (code !== 'forbidden') return message;
  return `${message} Its owner gives it: GRANT ${privilege} ON SCHEMA ${schemaOf(place)} TO ${identifier(place.user)}`;
}

/** Why a schema could not be opened, and the statements by which owners let us in where it is a right that is missing. */
export function openFailure(error: unknown, place: Place): unknown {
  if (!(error instanceof DatabricksError && error.code === 'forbidden')) return error;
  const who = identifier(place.user);
  const catalog =
    place.catalog === undefined ? [] : [`GRANT USE CATALOG ON CATALOG ${identifier(place.catalog)} TO ${who}`];
  const schema = `GRANT USE SCHEMA, CREATE TABLE, MODIFY, SELECT ON SCHEMA ${schemaOf(place)} TO ${who}`;
  return new DatabricksError(
    'forbidden',
    `${error.message} Owners give the rights to it: ${[...catalog, schema].join('; ')}`,
  );
}
