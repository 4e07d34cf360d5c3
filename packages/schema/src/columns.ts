import { z } from 'zod';

/** What an engine stores in a column. Each engine maps these to types of its own. */
export type ColumnType = 'string' | 'strings' | 'int' | 'bigint' | 'double' | 'boolean' | 'date' | 'timestamp';

/**
 * One column of a contract: what is stored, what a value looks like in TypeScript, and a line of prose for people.
 *
 * Values in TypeScript: `bigint` for a 64-bit integer, `YYYY-MM-DD` for a date, ISO 8601 in UTC for a timestamp.
 */
export interface Column<Z extends z.ZodType = z.ZodType, T extends ColumnType = ColumnType> {
  readonly type: T;
  readonly nullable: boolean;
  readonly doc: string;
  readonly zod: Z;
}

/** The columns of a contract, in the order they are stored. */
export type Columns = Readonly<Record<string, Column>>;

const column =
  <const T extends ColumnType>(type: T) =>
  <Z extends z.ZodType>(zod: Z, doc: string): Column<Z, T> => ({ type, nullable: false, doc, zod });

/** A text column. */
export const text = (doc: string) => column('string')(z.string(), doc);

/** A column of several texts, in no order that matters. */
export const texts = (doc: string) => column('strings')(z.array(z.string()), doc);

/** A text column that holds one of a few words. */
export const oneOf = <const W extends readonly [string, ...string[]]>(words: W, doc: string) =>
  column('string')(z.enum(words), `${doc} One of ${words.map((word) => `\`${word}\``).join(', ')}.`);

/** A 32-bit integer. */
export const int = (doc: string) => column('int')(z.int32(), doc);

/** A 64-bit integer, a `bigint` in TypeScript. */
export const bigint = (doc: string) => column('bigint')(z.bigint(), doc);

/** A 64-bit floating point number. */
export const double = (doc: string) => column('double')(z.number(), doc);

/** True or false. */
export const boolean = (doc: string) => column('boolean')(z.boolean(), doc);

/** A calendar day in UTC, `YYYY-MM-DD`. */
export const date = (doc: string) => column('date')(z.iso.date(), doc);

/** A moment in UTC, to the microsecond, ISO 8601 without zone in SQL. */
export const timestamp = (doc: string) => column('timestamp')(z.string(), doc);

/**
 * The same column, allowed to be null.
 *
 * @example nullable(double('Area under the ROC curve; null where a class is missing.'))
 */
export const nullable = <Z extends z.ZodType, T extends ColumnType>(of: Column<Z, T>): Column<z.ZodNullable<Z>, T> => ({
  ...of,
  nullable: true,
  zod: of.zod.nullable(),
});

/** The TypeScript row that a set of columns describes. */
export type RowOfColumns<C extends Columns> = { [K in keyof C]: z.output<C[K]['zod']> };
