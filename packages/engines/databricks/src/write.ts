import type { Cancel, Write, Written } from '@lookalikes/stage-kit';
import type { Compiled } from './compile.ts';
import { DatabricksError } from './error.ts';
import { identifier, literal } from './quote.ts';
import { checkSelected } from './selected.ts';
import { smallRows } from './small-rows.ts';
import type { StoredColumn, Tables } from './tables.ts';
import type { Dataset } from './types.ts';
import type { Sql, Warehouse } from './warehouse.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The statement that makes the rows of a SELECT those of a write: it replaces what is there of that write, so that it can
 * be sent again after an answer that was lost.
 *
 * The partition's values stand in its condition as literals, since a condition takes no parameter: a region, a day and a
 * UUID, each of a form that can be nothing else.
 *
 * @param stored - the table's columns in its order: a column of a newer minor, which the SELECT lacks, is null
 * @throws DatabricksError `sql` where the write id is no UUID
 */
export function replaceStatement(
  { dataset, partition, writeId }: Write,
  { name, sql, params }: Sql,
  stored: readonly StoredColumn[],
): Sql {
  if (!uuid.test(writeId)) throw new DatabricksError('sql', `${name}: '${writeId}' is no write id; expected a UUID`);
  const [region, date] = dataset.partition;
  const own: Readonly<Record<string, string>> = {
    [region]: literal(partition.region),
    [date]: `DATE ${literal(partition.date)}`,
    write_id: literal(writeId),
  };
  const condition = Object.entries(own).map(([column, value]) => `${identifier(column)} = ${value}`);
  const values = stored.map(({ name: column, type }) => {
    if (Object.hasOwn(dataset.columns, column)) return `selected.${identifier(column)}`;
    return `${own[column] ?? `CAST(NULL AS ${type})`} AS ${identifier(column)}`;
  });
  return {
    name,
    sql: `INSERT INTO ${identifier(dataset.table)} REPLACE WHERE ${condition.join(' AND ')} SELECT ${values.join(', ')} FROM (${sql}\n) AS selected`,
    ...(params && { params }),
  };
}

/** Makes the rows of a SELECT those of a write. */
export async function replace(
  { warehouse, tables }: { warehouse: Warehouse; tables: Tables },
  { write, select }: { write: Write; select: Sql },
  cancel: Cancel,
): Promise<void> {
  const run = async (stored: readonly StoredColumn[]) => warehouse.run(replaceStatement(write, select, stored), cancel);
  const stored = await tables.ensure(write.dataset);
  try {
    await run(stored);
  } catch (error) {
    if (!(error instanceof DatabricksError && error.message.includes('[DELTA_INSERT_COLUMN_ARITY_MISMATCH]')))
      throw error;
    const renewed = await tables.renew(write.dataset);
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
  { compiled, dataset }: { compiled: Compiled; dataset: Dataset },
  cancel: Cancel,
): Promise<void> {
  const found = await warehouse.use(noRows(compiled), cancel, (result) => result.columns());
  checkSelected(found, dataset.columns, compiled);
}

/** A SELECT as one that gives its columns and no row. */
export const noRows = ({ name, sql, params }: Compiled): Sql => ({
  name,
  sql: `SELECT * FROM (${sql}\n) AS selected LIMIT 0`,
  params,
});

/** The version of the checksum: how it is made may change with a release of ours, not with one of the service. */
const algorithm = 'xxhash64-sum.1';

/**
 * Rows and checksum of a write: the sum of 64-bit hashes of the rows, which depends on the rows and how often each occurs,
 * not on their order. Against accidents, not against attackers.
 */
export async function written(
  warehouse: Warehouse,
  { dataset, partition, writeId }: Write,
  cancel: Cancel,
): Promise<Written> {
  // A null leaves xxhash64 as it was: of a column that may have some, it is told where they are.
  const columns = Object.entries(dataset.columns).flatMap(([name, { nullable }]) =>
    nullable ? [identifier(name), `isnull(${identifier(name)})`] : [identifier(name)],
  );
  const [row] = await smallRows(
    warehouse,
    {
      name: `write of ${dataset.table}`,
      sql: `SELECT count(*), CAST(coalesce(sum(CAST(xxhash64(${columns.join(', ')}) AS DECIMAL(38, 0))), 0) AS STRING) FROM ${identifier(dataset.table)} WHERE region = :region AND ${identifier(dataset.partition[1])} = CAST(:date AS DATE) AND write_id = :id`,
      params: { region: partition.region, date: partition.date, id: writeId },
    },
    cancel,
  );
  return { rows: Number(row?.[0]), checksum: `${algorithm}:${String(row?.[1])}` };
}
