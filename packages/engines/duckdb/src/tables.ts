import type { DuckDBConnection } from '@duckdb/node-api';
import type { Write } from '@lookalikes/stage-kit';
import { regions } from '@lookalikes/stage-kit';
import { rowsOf, run } from './run.ts';
import { DuckDbError } from './error.ts';
import { identifier } from './quote.ts';
import { Turns } from './turns.ts';
import type { Dataset } from './types.ts';
import { duckDbType } from './types.ts';

/** A type of fixed width: a text in every row would cost more to store than all the rest of a narrow dataset. */
export const regionType = `ENUM(${regions.map((region) => `'${region}'`).join(', ')})`;

/** The columns of a dataset's table, in order: the contract's, the partition's, and the write's id. */
export function tableColumns(dataset: Dataset): readonly { name: string; type: string; nullable: boolean }[] {
  return [
    ...Object.entries(dataset.columns).map(([name, { type, nullable }]) => ({
      name,
      type: duckDbType(type),
      nullable,
    })),
    { name: 'region', type: regionType, nullable: false },
    { name: dataset.partition[1], type: 'DATE', nullable: false },
    { name: 'write_id', type: 'UUID', nullable: false },
  ];
}

/** The columns a table has, in the order it stores them: those of a newer minor come after the write's id. */
export async function storedColumns(
  connection: DuckDBConnection,
  table: string,
): Promise<{ name: string; type: string }[]> {
  const rows = await rowsOf(connection, {
    sql: 'SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = $table AND NOT internal ORDER BY column_index',
    params: { table },
  });
  return rows.map((row) => ({ name: String(row['column_name']), type: String(row['data_type']) }));
}

/** The tables of the datasets in one database, made and brought to a newer minor on first use. */
export class Tables {
  readonly #known = new Set<string>();
  readonly #turns = new Turns();

  /**
   * Makes the table of a dataset where there is none, and adds the nullable columns of a newer minor where they miss.
   * One after the other, so that two calls do not make the same table.
   *
   * @throws DuckDbError `sql` where the table has a column of another type than the contract
   */
  ensure(connection: DuckDBConnection, dataset: Dataset): Promise<void> {
    return this.#turns.take(() => this.#ensure(connection, dataset));
  }

  async #ensure(connection: DuckDBConnection, dataset: Dataset): Promise<void> {
    const { table, version } = dataset;
    const id = `${table}.${version.minor}`;
    if (this.#known.has(id)) return;
    const wanted = tableColumns(dataset);
    const columns = wanted.map(
      ({ name, type, nullable }) => `${identifier(name)} ${type}${nullable ? '' : ' NOT NULL'}`,
    );
    await run(connection, { sql: `CREATE TABLE IF NOT EXISTS ${identifier(table)} (${columns.join(', ')})` });
    const types = new Map((await storedColumns(connection, table)).map((column) => [column.name, column.type]));
    for (const { name, type, nullable } of wanted) {
      const has = types.get(name);
      if (has === type) continue;
      if (has === undefined && nullable) {
        await run(connection, {
          sql: `ALTER TABLE ${identifier(table)} ADD COLUMN IF NOT EXISTS ${identifier(name)} ${type}`,
        });
        continue;
      }
      throw new DuckDbError(
        'sql',
        `table ${table}: column '${name}' is ${has ?? 'not there'}, the contract ${dataset.name} ${version.major}.${version.minor} says ${type}; only a new major may change it`,
      );
    }
    this.#known.add(id);
  }
}

/** The table of the write ids that were used, so that none is used twice and a write that is gone is missed. */
export const writeIds = `CREATE TABLE IF NOT EXISTS write_ids (table_name VARCHAR, write_id UUID, dropped BOOLEAN NOT NULL DEFAULT false, PRIMARY KEY (table_name, write_id))`;

/**
 * Takes a write's id, within the transaction that writes its rows.
 *
 * @throws DuckDbError `write-id-used` where it was used before
 */
export async function claim(connection: DuckDBConnection, { dataset, writeId }: Write): Promise<void> {
  const params = { table: dataset.table, id: writeId };
  const sql = 'SELECT 1 FROM write_ids WHERE table_name = $table AND write_id = CAST($id AS UUID)';
  if ((await rowsOf(connection, { sql, params })).length > 0) throw used(dataset.table, writeId);
  await run(connection, {
    sql: 'INSERT INTO write_ids (table_name, write_id) VALUES ($table, CAST($id AS UUID))',
    params,
  });
}

/** The error for a write id that was used before. */
const used = (table: string, writeId: string): DuckDbError =>
  new DuckDbError(
    'write-id-used',
    `table ${table}: write id ${writeId} was used before; every attempt takes a new one`,
  );

/**
 * Checks that the writes which are about to be read are in this database.
 *
 * @throws DuckDbError `input-missing` naming the first that is not
 */
export async function present(connection: DuckDBConnection, writes: readonly Write[]): Promise<void> {
  if (writes.length === 0) return;
  const rows = await rowsOf(connection, { sql: 'SELECT table_name, write_id FROM write_ids WHERE NOT dropped' });
  const known = new Set(rows.map((row) => `${String(row['table_name'])} ${String(row['write_id'])}`));
  const gone = writes.find(({ dataset, writeId }) => !known.has(`${dataset.table} ${writeId}`));
  if (gone === undefined) return;
  const { dataset, partition, writeId } = gone;
  throw new DuckDbError(
    'input-missing',
    `table ${dataset.table}: write ${writeId} for ${partition.region} ${partition.date} is not in this database; was the file replaced or restored? Run the stage that writes ${dataset.name} again for that date`,
  );
}
