import type { ParamValue, Relation } from '@lookalikes/stage-kit';
import { identifier } from './quote.ts';
import type { Columns } from './types.ts';
import { sqlType } from './types.ts';

/** Binds a value under a name of ours, which no `:param` can have, and gives its marker. */
export type Bind = (value: ParamValue) => string;

type Writes = Extract<Relation, { kind: 'writes' }>;

/**
 * The rows of some writes: the contract's columns, `region` and the partition's date.
 *
 * Region, date and write id are the table's partition columns, so that nothing else is read.
 */
export function writesRelation({ dataset, writes }: Writes, bind: Bind): string {
  const [, date] = dataset.partition;
  if (writes.length === 0) {
    const none = emptyColumns(dataset.columns);
    return `(SELECT ${none}, CAST(NULL AS STRING) AS region, CAST(NULL AS DATE) AS ${date} WHERE false)`;
  }
  const days = writes.map((write) => write.partition.date).toSorted();
  const [first, last] = [days[0] as string, days.at(-1) as string];
  const columns = Object.keys(dataset.columns).map(identifier).join(', ');
  const ids = writes.map((write) => bind(write.writeId)).join(', ');
  return `(SELECT ${columns}, region, ${identifier(date)} FROM ${identifier(dataset.table)} WHERE write_id IN (${ids}) AND ${identifier(date)} BETWEEN CAST(${bind(first)} AS DATE) AND CAST(${bind(last)} AS DATE))`;
}

/** Typed columns and no rows. */
export const emptyRelation = (columns: Columns): string => `(SELECT ${emptyColumns(columns)} WHERE false)`;

function emptyColumns(columns: Columns): string {
  return Object.entries(columns)
    .map(([name, { type }]) => `CAST(NULL AS ${sqlType(type)}) AS ${identifier(name)}`)
    .join(', ');
}
