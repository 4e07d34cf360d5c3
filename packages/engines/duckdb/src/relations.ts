import type { ParamValue, Relation } from '@lookalikes/stage-kit';
import { identifier } from './quote.ts';
import type { Columns } from './types.ts';
import { duckDbType } from './types.ts';

/** Binds a value under a name of ours, which no `:param` can have, and gives its marker. */
export type Bind = (value: ParamValue) => string;

type Writes = Extract<Relation, { kind: 'writes' }>;

/**
 * The rows of some writes: the contract's columns, `region` and the partition's date.
 *
 * The dates only help DuckDB to skip what it need not read; the ids alone say which rows.
 */
export function writesRelation({ dataset, writes }: Writes, bind: Bind): string {
  const [, date] = dataset.partition;
  if (writes.length === 0) {
    const none = emptyColumns(dataset.columns);
    return `(SELECT ${none}, CAST(NULL AS VARCHAR) AS region, CAST(NULL AS DATE) AS ${date} WHERE false)`;
  }
  const days = writes.map((write) => write.partition.date).toSorted();
  const [first, last] = [days[0] as string, days.at(-1) as string];
  const columns = Object.keys(dataset.columns).map(identifier).join(', ');
  const ids = writes.map((write) => `CAST(${bind(write.writeId)} AS UUID)`).join(', ');
  return `(SELECT ${columns}, CAST(region AS VARCHAR) AS region, ${identifier(date)} FROM ${identifier(dataset.table)} WHERE write_id IN (${ids}) AND ${identifier(date)} BETWEEN CAST(${bind(first)} AS DATE) AND CAST(${bind(last)} AS DATE))`;
}

/** Typed columns and no rows. */
export const emptyRelation = (columns: Columns): string => `(SELECT ${emptyColumns(columns)} WHERE false)`;

function emptyColumns(columns: Columns): string {
  return Object.entries(columns)
    .map(([name, { type }]) => `CAST(NULL AS ${duckDbType(type)}) AS ${identifier(name)}`)
    .join(', ');
}
