import { DatabricksError } from './error.ts';
import { Once } from './once.ts';
import { identifier } from './quote.ts';
import { smallRows } from './small-rows.ts';
import type { Dataset } from './types.ts';
import { sqlType } from './types.ts';
import type { Warehouse } from './warehouse.ts';

/** A column as a table stores it. */
export interface StoredColumn {
  readonly name: string;
  readonly type: string;
}

/** The columns of a dataset's table, in order: the contract's, the partition's, and the write's id. */
function tableColumns(dataset: Dataset): readonly (StoredColumn & { nullable: boolean; doc: string })[] {
  return [
    ...Object.entries(dataset.columns).map(([name, { type, nullable, doc }]) => ({
      name,
      type: sqlType(type),
      nullable,
      doc,
    })),
    { name: 'region', type: 'STRING', nullable: false, doc: 'The region of the write.' },
    { name: dataset.partition[1], type: 'DATE', nullable: false, doc: 'The day of the write.' },
    { name: 'write_id', type: 'STRING', nullable: false, doc: 'The attempt that wrote the row.' },
  ];
}

const definition = ({ name, type, nullable }: { name: string; type: string; nullable: boolean }): string =>
  `${identifier(name)} ${type}${nullable ? '' : ' NOT NULL'}`;

/**
 * The statement that makes a dataset's table.
 *
 * It is partitioned by region, day and write id. So a write is a partition: it can be replaced as a whole, which makes it
 * safe to send again; two regions and two writes never conflict; a read opens only the files of its writes; and to drop a
 * write rewrites nothing. Clustering gives none of the four.
 */
export const createTable = (dataset: Dataset): string =>
  `CREATE TABLE IF NOT EXISTS ${identifier(dataset.table)} (${tableColumns(dataset).map(definition).join(', ')}) USING DELTA PARTITIONED BY (region, ${identifier(dataset.partition[1])}, write_id)`;

/** The tables of the datasets in one schema, made and brought to a newer minor on first use. */
export class Tables {
  readonly #warehouse: Warehouse;
  readonly #known = new Once();
  readonly #stored = new Map<string, readonly StoredColumn[]>();

  constructor(warehouse: Warehouse) {
    this.#warehouse = warehouse;
  }

  /**
   * Makes the table of a dataset where there is none, adds the nullable columns of a newer minor where they miss, and
   * gives its columns in the order it stores them.
   *
   * @throws DatabricksError `sql` where the table has a column of another type than the contract
   */
  async ensure(dataset: Dataset): Promise<readonly StoredColumn[]> {
    await this.#known.do(`${dataset.table}.${dataset.version.minor}`, async () => {
      this.#stored.set(dataset.table, await this.#ensure(dataset));
    });
    return this.#stored.get(dataset.table) ?? [];
  }

  /** Looks at a table again: somebody else may have added a column meanwhile. */
  async renew({ table }: Dataset): Promise<readonly StoredColumn[]> {
    const columns = (await this.columns(table)) ?? [];
    this.#stored.set(table, columns);
    return columns;
  }

  /** The columns of a table, in the order it stores them; undefined where there is no such table. */
  async columns(table: string): Promise<readonly StoredColumn[] | undefined> {
    try {
      const rows = await smallRows(
        this.#warehouse,
        { name: `table ${table}`, sql: `DESCRIBE TABLE ${identifier(table)}` },
        {},
      );
      // After an empty row comes what a table is partitioned by.
      const end = rows.findIndex(([name]) => name === '' || String(name).startsWith('#'));
      return rows
        .slice(0, end === -1 ? rows.length : end)
        .map(([name, type]) => ({ name: String(name), type: String(type).toUpperCase() }));
    } catch (error) {
      if (error instanceof DatabricksError && error.message.includes('[TABLE_OR_VIEW_NOT_FOUND]')) return undefined;
      throw error;
    }
  }

  async #ensure(dataset: Dataset): Promise<readonly StoredColumn[]> {
    const { table, version } = dataset;
    const name = `table ${table}`;
    let columns = await this.columns(table);
    if (columns === undefined) {
      await this.#warehouse.run({ name, sql: createTable(dataset) }, {});
      columns = (await this.columns(table)) ?? [];
    }
    const types = new Map(columns.map((column) => [column.name, column.type]));
    const missing: StoredColumn[] = [];
    for (const wanted of tableColumns(dataset)) {
      const has = types.get(wanted.name);
      if (has === wanted.type) continue;
      if (has === undefined && wanted.nullable) {
        missing.push(wanted);
        continue;
      }
      throw new DatabricksError(
        'sql',
        `${name}: column '${wanted.name}' is ${has ?? 'not there'}, the contract ${dataset.name} ${version.major}.${version.minor} says ${wanted.type}; only a new major may change it`,
      );
    }
    if (missing.length === 0) return columns;
    await this.#add(table, missing);
    return (await this.columns(table)) ?? [];
  }

  /** A column that somebody else added at the same moment, or we with an answer that was lost, is there. */
  async #add(table: string, columns: readonly StoredColumn[]): Promise<void> {
    const list = columns.map(({ name, type }) => `${identifier(name)} ${type}`).join(', ');
    try {
      await this.#warehouse.run(
        { name: `table ${table}`, sql: `ALTER TABLE ${identifier(table)} ADD COLUMNS (${list})` },
        {},
      );
    } catch (error) {
      if (!(error instanceof DatabricksError && error.message.includes('ALREADY_EXISTS'))) throw error;
    }
  }
}
