import { randomUUID } from 'node:crypto';
import type { Columns, Dataset, Day } from '@lookalikes/schema';
import { bigint, boolean, date, defineDataset, double, int, nullable, text, timestamp } from '@lookalikes/schema';
import type { Engine, LoadBatch, ParamValue, Relation, Statement, Write } from '../../engine.ts';

/** A dataset with a column of every type, one of them nullable. */
export const things = defineDataset({
  name: 'suite_things',
  writtenBy: 'suite',
  version: { major: 1, minor: 0 },
  doc: 'Rows that try an engine out.',
  columns: {
    number: int('A number of the row.'),
    large: bigint('64 bits.'),
    fraction: double('A fraction.'),
    flag: boolean('Yes or no.'),
    word: text('A text.'),
    day: date('A day.'),
    moment: timestamp('A moment.'),
    remark: nullable(text('A text, or nothing.')),
  },
  key: ['number'],
});

/** One column, for rows that only count. */
export const counts = defineDataset({
  name: 'suite_counts',
  writtenBy: 'suite',
  version: { major: 1, minor: 0 },
  doc: 'Numbers.',
  columns: { number: int('A number.') },
  key: ['number'],
});

/** The day every write of the suite is for, unless it says another. */
const today: Day = '2026-11-21';

/** A write that was never used: the engine under test may keep what earlier runs of the suite wrote. */
export const newWrite = (dataset: Dataset = things, day: Day = today): Write => ({
  dataset,
  partition: { region: 'amer', date: day },
  writeId: randomUUID(),
});

/** A relation over writes of one dataset. */
export const relationOf = (...writes: readonly [Write, ...Write[]]): Relation => ({
  kind: 'writes',
  dataset: writes[0].dataset,
  writes,
});

/** A statement of the suite. */
export const select = (
  sql: string,
  relations: Readonly<Record<string, Relation>> = {},
  params: Readonly<Record<string, ParamValue>> = {},
): Statement => ({ name: 'suite.sql', text: sql, relations, params });

/** The columns of one declared column, for a query of one value. */
export const one = (name: string, column: Columns[string]): Columns => ({ [name]: column });

/** How many rows of a write lie in its table, published or not. */
export async function rowsIn(engine: Engine, { dataset, writeId }: Write): Promise<unknown> {
  const statement = select(`SELECT count(*) AS found FROM ${dataset.table} WHERE write_id = :id`, {}, { id: writeId });
  const [row] = await engine.query(statement, one('found', int('Rows.')));
  return row?.['found'];
}

/** A batch of `counts`: so many numbers from a first one on. */
export const numbers = (rows: number, from = 0): LoadBatch => ({
  rows,
  columns: { number: Int32Array.from({ length: rows }, (_, index) => from + index) },
});

const loaded = new WeakMap<Engine, Map<number, Promise<Write>>>();

/** A write of `counts` with so many numbers from 0 on, to be read: of an engine, everybody gets the same one. */
export function someNumbers(engine: Engine, rows: number): Promise<Write> {
  const known = loaded.get(engine) ?? new Map<number, Promise<Write>>();
  loaded.set(engine, known);
  const write = known.get(rows) ?? freshNumbers(engine, rows);
  known.set(rows, write);
  return write;
}

/** A new write of `counts` with so many numbers from 0 on. */
export async function freshNumbers(engine: Engine, rows: number): Promise<Write> {
  const write = newWrite(counts);
  await engine.load(write, [numbers(rows)]);
  return write;
}

/** A SELECT over `counts` that goes on for hours: what is stopped was really running. */
export const endless = (write: Write, columns: string): Statement =>
  select(
    `SELECT ${columns} FROM {{a}} AS a CROSS JOIN {{a}} AS b CROSS JOIN {{a}} AS c CROSS JOIN {{a}} AS d WHERE a.number * b.number + c.number * d.number = -1`,
    { a: relationOf(write) },
  );

/** Rows of `things` at the edges of what the types hold. */
export const edges: LoadBatch = {
  rows: 4,
  columns: {
    number: Int32Array.of(0, 1, 2_147_483_647, -2_147_483_648),
    large: BigInt64Array.of(0n, -1n, 9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n),
    fraction: Float64Array.of(0, 0.1, 1.7976931348623157e308, -5e-324),
    flag: Uint8Array.of(0, 1, 1, 0),
    word: ['', 'it\'s; -- "not" :bound {{here}}', 'Größe 😀 漢字', 'a\tb\nc\\d'],
    day: ['1970-01-01', '1969-12-31', '2024-02-29', '2099-12-31'],
    moment: [
      '1970-01-01T00:00:00.000000',
      '1969-12-31T23:59:59.999999',
      '2026-11-21T03:04:05.000001',
      '2099-12-31T23:59:59.999999',
    ],
    remark: [null, '', 'x', null],
  },
};
