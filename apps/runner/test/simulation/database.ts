import { createHash } from 'node:crypto';
import type { Write, Written } from '@lookalikes/stage-kit';
import type { SimRow } from './contracts.ts';

/** Rows that were appended under one write id. */
export interface StoredWrite {
  readonly table: string;
  readonly date: string;
  readonly writeId: string;
  readonly rows: SimRow[];
}

/** The tables of a simulated engine that all machines share, as a warehouse is. */
export class Database {
  readonly writes = new Map<string, StoredWrite>();
  /** How often anything was appended or dropped. */
  changes = 0;
  /** The writes that a dataset's view names, by table. */
  readonly views = new Map<string, readonly string[]>();

  append({ dataset, partition, writeId }: Write, rows: readonly SimRow[]): void {
    const stored = this.writes.get(writeId) ?? { table: dataset.table, date: partition.date, writeId, rows: [] };
    stored.rows.push(...rows);
    this.writes.set(writeId, stored);
    this.changes += 1;
  }

  drop(writeId: string): void {
    if (this.writes.delete(writeId)) this.changes += 1;
  }
}

/** What a write of these rows is. */
export const writtenOf = (rows: readonly SimRow[]): Written => ({ rows: rows.length, checksum: hash(sorted(rows)) });

/** Rows in the order of their text. */
export const sorted = (rows: readonly SimRow[]): string[] => rows.map(textOf).toSorted();

/** A row as text. */
export const textOf = ({ row_key, row_value, flaw }: SimRow): string => `${row_key} ${row_value} ${flaw}`;

/** Twelve hexadecimal digits that stand for a value. */
export const hash = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);
