import type { Cancel, Write, Written } from '@lookalikes/stage-kit';
import { DatabricksError } from './error.ts';
import { identifier, literal } from './quote.ts';
import { checkSelected } from './selected.ts';
import { smallRows } from './small-rows.ts';
import type { StoredColumn, Tables } from './tables.ts';
import type { Dataset } from './types.ts';
import type { Sql, Warehouse } from './warehouse.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A write and the SELECT of its rows, in Databricks SQL. */
export interface Selected {
  readonly write: Write;
  readonly select: Sql;
}

/**
 * The statement that makes the rows of some SELECTs those of their writes: it replaces what is there of those writes, so
 * that it can be sent again after an answer that was lost.
 *
 * The partitions' values stand in its condition as literals, since a condition takes no parameter: a region, days and
 * UUIDs, each of a form that can be nothing else.
 *
 * @param all - at least one; of one dataset and region; their parameters differ in name
 * @param stored - the table's columns in its order: a column of a newer minor, which a SELECT lacks, is null
 * @throws DatabricksError `sql` where a write id is no UUID
 */
export function replaceStatement(all: readonly Selected[], stored: readonly StoredColumn[]): Sql {
  const { dataset } = first(all).write;
  const own = all.map(({ write }) => ownColumns(write));
  const selects = all.map(({ write, select }, at) => {
    const values = stored.map(({ name, type }) => {
      if (Object.hasOwn(write.dataset.columns, name)) return `selected.${identifier(name)}`;
      return `${own[at]?.[name] ?? `CAST(NULL AS ${type})`} AS ${identifier(name)}`;
    });
    return `SELECT ${values.join(', ')} FROM (${select.sql}\n) AS selected`;
  });
  const params = Object.assign({}, ...all.map(({ select }) => select.params)) as NonNullable<Sql['params']>;
  return {
    name: first(all).select.name,
    sql: `INSERT INTO ${identifier(dataset.table)} REPLACE WHERE ${conditionOf(own)} ${selects.join(' UNION ALL ')}`,
    ...(Object.keys(params).length > 0 && { params }),
  };
}

/** What tells a write's rows from others, by column, as SQL. */
function ownColumns({ dataset, partition, writeId }: Write): Readonly<Record<string, string>> {
  if (!uuid.test(writeId)) {
    throw new DatabricksError('sql', `${dataset.table}: '${writeId}' is no write id; expected a UUID`);
  }
  const [region, date] = dataset.partition;
  return { [region]: literal(partition.region), [date]: `DATE ${literal(partition.date)}`, write_id: literal(writeId) };
}

/** The condition that holds for the rows of some writes, and for no other's. */
const conditionOf = (own: readonly Readonly<Record<string, string>>[]): string =>
  Object.keys(first(own))
    .map((column) =>
      among(
        column,
        own.map((values) => values[column] as string),
      ),
    )
    .join(' AND ');

/** The condition that a column has one of some values. */
function among(column: string, values: readonly string[]): string {
  const distinct = [...new Set(values)];
  return distinct.length === 1
    ? `${identifier(column)} = ${distinct[0]}`
    : `${identifier(column)} IN (${distinct.join(', ')})`;
}

const first = <T>(all: readonly T[]): T => all[0] as T;

/** Makes the rows of some SELECTs those of their writes, all in one statement. */
export async function replace(
  { warehouse, tables }: { warehouse: Warehouse; tables: Tables },
  all: readonly Selected[],
  cancel: Cancel,
): Promise<void> {
  const { dataset } = first(all).write;
  const run = async (stored: readonly StoredColumn[]) => warehouse.run(replaceStatement(all, stored), cancel);
  const stored = await tables.ensure(dataset);
  try {
    await run(stored);
  } catch (error) {
    if (!(error instanceof DatabricksError && error.message.includes('[DELTA_INSERT_COLUMN_ARITY_MISMATCH]')))
      throw error;
    const renewed = await tables.renew(dataset);
    if (renewed.length === stored.length) throw error;
    await run(renewed);
  }
}

/**
 * Holds the columns of a SELECT against a contract, without running it.
 *
 * @throws DatabricksError `sql`
 */
export async function checkFits(
  warehouse: Warehouse,
  { compiled, dataset }: { compiled: Sql; dataset: Dataset },
  cancel: Cancel,
): Promise<void> {
  const found = await warehouse.use(noRows(compiled), cancel, (result) => result.columns());
  checkSelected(found, dataset.columns, compiled);
}

/** A SELECT as one that gives its columns and no row. */
export const noRows = ({ name, sql, params }: Sql): Sql => ({
  name,
  sql: `SELECT * FROM (${sql}\n) AS selected LIMIT 0`,
  ...(params && { params }),
});

/** The version of the checksum: how it is made may change with a release of ours, not with one of the service. */
const algorithm = 'xxhash64-sum.1';

/**
 * Rows and checksum of some writes of one dataset and region: the sum of 64-bit hashes of the rows, which depends on the
 * rows and how often each occurs, not on their order. Against accidents, not against attackers.
 *
 * @returns one a write, in their order
 */
export async function written(
  warehouse: Warehouse,
  writes: readonly Write[],
  cancel: Cancel,
): Promise<readonly Written[]> {
  const { dataset } = first(writes);
  // A null leaves xxhash64 as it was: of a column that may have some, it is told where they are.
  const columns = Object.entries(dataset.columns).flatMap(([name, { nullable }]) =>
    nullable ? [identifier(name), `isnull(${identifier(name)})`] : [identifier(name)],
  );
  const own = writes.map(ownColumns);
  const rows = await smallRows(
    warehouse,
    {
      name: `write of ${dataset.table}`,
      sql: `SELECT write_id, count(*), CAST(sum(CAST(xxhash64(${columns.join(', ')}) AS DECIMAL(38, 0))) AS STRING) FROM ${identifier(dataset.table)} WHERE ${conditionOf(own)} GROUP BY write_id`,
    },
    cancel,
  );
  const found = new Map(rows.map(([id, count, sum]) => [String(id), { rows: Number(count), sum: String(sum) }]));
  return writes.map(({ writeId }) => {
    const { rows: count, sum } = found.get(writeId) ?? { rows: 0, sum: '0' };
    return { rows: count, checksum: `${algorithm}:${sum}` };
  });
}
