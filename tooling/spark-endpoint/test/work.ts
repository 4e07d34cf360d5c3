import { randomUUID } from 'node:crypto';
import { defineDataset, int, text } from '@lookalikes/schema';
import type { Cancel, Engine, LoadBatch, Statement, Write } from '@lookalikes/stage-kit';

/** Rows that are written while things go wrong. */
export const faultRows = defineDataset({
  name: 'fault_rows',
  writtenBy: 'faults',
  version: { major: 1, minor: 0 },
  doc: 'Rows that are written while things go wrong.',
  columns: { number: int('A number of the row.'), word: text('A text.') },
  key: ['number'],
});

/** How many rows a write has. */
export const writtenRows = 1000;

/** How many rows a stream has: more than one answer takes. */
const streamedRows = 150_000;

/** A write that was never tried. */
export const newWrite = (): Write => ({
  dataset: faultRows,
  partition: { region: 'amer', date: '2026-11-21' },
  writeId: randomUUID(),
});

/** A SELECT of so many rows. */
const numbers = (rows: number): Statement => ({
  name: 'numbers.sql',
  text: `SELECT CAST(id AS INTEGER) AS number, 'w' AS word FROM range(${rows})`,
  relations: {},
  params: {},
});

/** A SELECT that goes on for hours; what is written into it tells it from others in Spark's list. */
export const endless = (mark: string): Statement => ({
  name: 'endless.sql',
  text: `SELECT CAST(id AS INTEGER) AS number, '${mark}' AS word FROM range(1000000000000) WHERE sin(id) > 2`,
  relations: {},
  params: {},
});

/** A call of the engine: does it, and throws unless what it gives is right. */
export type Work = (engine: Engine, write: Write, cancel?: Cancel) => Promise<void>;

/** The calls of the engine that statements run in. */
export const workNames = ['query', 'columns', 'materialize', 'load'] as const;

/** The name of a call. */
export type WorkName = (typeof workNames)[number];

/** What an engine is asked to do while things go wrong. */
export const works: Readonly<Record<WorkName, Work>> = {
  query: async (engine, _write, cancel) => {
    const rows = await engine.query(numbers(3), faultRows.columns, cancel);
    expectRows('query', rows.map((row) => row['number']).join(), '0,1,2');
  },
  columns: async (engine, _write, cancel) => {
    let sum = 0;
    for await (const { columns } of engine.columns(numbers(streamedRows), faultRows.columns, cancel)) {
      for (const number of columns['number'] as Int32Array) sum += number;
    }
    expectRows('columns', sum, (streamedRows * (streamedRows - 1)) / 2);
  },
  materialize: async (engine, write, cancel) => {
    const { rows } = await engine.materialize(write, numbers(writtenRows), cancel);
    expectRows('materialize', rows, writtenRows);
  },
  load: async (engine, write, cancel) => {
    const { rows } = await engine.load(write, [batch], cancel);
    expectRows('load', rows, writtenRows);
  },
};

/** The statement of a call that matters: that which writes, or gives the rows. */
export const mainStatement: Readonly<Record<WorkName, RegExp>> = {
  query: /range\(3\)/,
  columns: /range\(150000\)/,
  materialize: /^INSERT INTO `?fault_rows/,
  load: /^INSERT INTO `?fault_rows/,
};

const batch: LoadBatch = {
  rows: writtenRows,
  columns: {
    number: Int32Array.from({ length: writtenRows }, (_, index) => index),
    word: Array.from({ length: writtenRows }, () => 'w'),
  },
};

function expectRows(what: WorkName, found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`${what} gave ${String(found)}, expected ${String(expected)}`);
}
