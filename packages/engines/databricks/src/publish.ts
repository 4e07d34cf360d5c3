import type { Published, Region, Write } from '@lookalikes/stage-kit';
import { newestTable } from '@lookalikes/stage-kit';
import { DatabricksError } from './error.ts';
import { identifier, literal } from './quote.ts';
import { smallRows } from './small-rows.ts';
import { Once } from './once.ts';
import type { Tables } from './tables.ts';
import type { Dataset } from './types.ts';
import type { Warehouse } from './warehouse.ts';
import type { WriteIds } from './write-ids.ts';

const table = 'published_writes';

/** The table that the views join: which writes are published. A region's part of a dataset is replaced as a whole. */
const createTable = `CREATE TABLE IF NOT EXISTS ${table} (partition_date DATE NOT NULL, write_id STRING NOT NULL, dataset STRING NOT NULL, region STRING NOT NULL) USING DELTA PARTITIONED BY (dataset, region)`;

/** What publishing needs. */
export interface PublishParts {
  readonly warehouse: Warehouse;
  readonly tables: Tables;
  readonly writeIds: WriteIds;
  readonly region: Region;
}

/** Points views at what is published, and forgets what nobody will read. */
export class Publishing {
  readonly #parts: PublishParts;
  readonly #made = new Once();

  constructor(parts: PublishParts) {
    this.#parts = parts;
  }

  /** Names the published writes of some datasets, and points their views at them, each in the table of its newest major. */
  async expose(published: readonly Published[]): Promise<void> {
    if (published.length === 0) return;
    await this.#made.do(table, () => this.#run(table, createTable));
    const regions = new Set([this.#parts.region, ...published.flatMap(({ writes }) => writes.map(regionOf))]);
    for (const region of regions) await this.#run(table, ...publishStatement(published, region));
    const names = published.map(({ dataset }) => dataset.name);
    await this.#made.do(`views ${names.join(', ')}`, () => this.#makeViews(published.map(({ dataset }) => dataset)));
  }

  async #makeViews(datasets: readonly Dataset[]): Promise<void> {
    await Promise.all(datasets.map((dataset) => this.#parts.tables.ensure(dataset)));
    const tables = await smallRows(this.#parts.warehouse, { name: 'tables', sql: `SHOW TABLES LIKE '*_v*'` }, {});
    const names = tables.map((row) => String(row[1]));
    await Promise.all(datasets.map((dataset) => this.#makeView(dataset, newestTable(dataset, names))));
  }

  async #makeView(dataset: Dataset, newest: string): Promise<void> {
    const columns = ((await this.#parts.tables.columns(newest)) ?? []).filter(({ name }) => name !== 'write_id');
    const list = columns.map(({ name }) => `t.${identifier(name)}`).join(', ');
    await this.#run(
      `view ${dataset.name}`,
      `CREATE OR REPLACE VIEW ${identifier(dataset.name)} AS SELECT ${list} FROM ${identifier(newest)} AS t LEFT SEMI JOIN ${table} AS p ON p.dataset = ${literal(dataset.name)} AND p.write_id = t.write_id`,
    );
  }

  /** Deletes the rows of writes: whole partitions, so that nothing is rewritten and nobody waits. */
  async drop(writes: readonly Write[]): Promise<void> {
    const { writeIds } = this.#parts;
    const absent = new Set(await writeIds.absent(writes, {}));
    // Told before it is done: whoever reads one of them gets an error, and never some of its rows.
    await writeIds.record(
      'dropped',
      writes.filter((write) => !absent.has(write)),
      {},
    );
    const byTable = Map.groupBy(writes, ({ dataset }) => dataset.table);
    await Promise.all([...byTable].map(([name, of]) => this.#delete(name, of)));
  }

  /** Also of writes that were never done: an attempt that failed may have left rows. */
  async #delete(name: string, of: readonly Write[]): Promise<void> {
    const date = identifier(of[0]?.dataset.partition[1] ?? 'run_date');
    try {
      await this.#run(
        `drop from ${name}`,
        `DELETE FROM ${identifier(name)} WHERE region IN (${list(of, ({ partition }) => literal(partition.region))}) AND ${date} IN (${list(of, ({ partition }) => `DATE ${literal(partition.date)}`)}) AND write_id IN (${list(of, ({ writeId }) => literal(writeId))})`,
      );
    } catch (error) {
      if (!(error instanceof DatabricksError && error.message.includes('[TABLE_OR_VIEW_NOT_FOUND]'))) throw error;
    }
  }

  async #run(name: string, sql: string, params = {}): Promise<void> {
    await this.#parts.warehouse.run({ name, sql, params }, {});
  }
}

const list = (writes: readonly Write[], text: (write: Write) => string): string =>
  [...new Set(writes.map(text))].join(', ');

const regionOf = ({ partition }: Write): Region => partition.region;

/** The statement that says which writes of some datasets are published in a region, and what is bound to it. */
function publishStatement(published: readonly Published[], region: Region): [string, Record<string, string>] {
  const lines = published.flatMap(({ dataset, writes }) =>
    writes
      .filter((write) => regionOf(write) === region)
      .map(({ partition, writeId }) => `${dataset.name} ${partition.date} ${writeId}`),
  );
  const names = published.map(({ dataset }) => literal(dataset.name)).join(', ');
  const rows = `SELECT split(line, ' ') AS f FROM (SELECT explode(split(:rows, '\\n')) AS line) WHERE line <> ''`;
  return [
    `INSERT INTO ${table} REPLACE WHERE dataset IN (${names}) AND region = ${literal(region)} SELECT CAST(f[1] AS DATE) AS partition_date, f[2] AS write_id, f[0] AS dataset, ${literal(region)} AS region FROM (${rows}) AS published`,
    { rows: lines.join('\n') },
  ];
}
