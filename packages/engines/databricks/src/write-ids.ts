import type { Cancel, Write } from '@lookalikes/stage-kit';
import { DatabricksError } from './error.ts';
import { Once } from './once.ts';
import { smallRows } from './small-rows.ts';
import type { Warehouse } from './warehouse.ts';

const table = 'write_ids';

/**
 * Rows are only added to it, so that nobody waits for anybody: one when a write is done, another when it is dropped. A file
 * holds few ids, so that Delta's statistics find the right ones; to compact on every write would cost more than the write.
 */
const createTable = `CREATE TABLE IF NOT EXISTS ${table} (write_id STRING NOT NULL, event STRING NOT NULL, at TIMESTAMP NOT NULL, table_name STRING NOT NULL) USING DELTA`;

/** How many ids a statement has to do with: it takes no more than 255 parameters. */
const idsAtATime = 100;

type Event = 'written' | 'dropped';

const key = (tableName: string, writeId: string): string => `${tableName} ${writeId}`;

/**
 * The write ids that were used, so that none is used twice and a write that is gone is missed. What was seen once is
 * remembered: a write that is done stays done until it is dropped.
 */
export class WriteIds {
  readonly #warehouse: Warehouse;
  readonly #made = new Once();
  readonly #written = new Set<string>();
  readonly #busy = new Set<string>();

  constructor(warehouse: Warehouse) {
    this.#warehouse = warehouse;
  }

  /**
   * Takes the ids of some writes for as long as the work goes on, which writes their rows, and then for good.
   *
   * @throws DatabricksError `write-id-used` where one was used before, or is in use
   */
  async using<T>(writes: readonly Write[], cancel: Cancel, work: () => Promise<T>): Promise<T> {
    const taken: string[] = [];
    try {
      for (const { dataset, writeId } of writes) {
        const id = key(dataset.table, writeId);
        if (this.#busy.has(id) || this.#written.has(id)) throw used(dataset.table, writeId);
        this.#busy.add(id);
        taken.push(id);
      }
      const events = await this.#events(
        writes.map(({ dataset, writeId }) => ({ table: dataset.table, writeId })),
        cancel,
      );
      for (const { dataset, writeId } of writes) {
        if (events.some((event) => event.key === key(dataset.table, writeId))) throw used(dataset.table, writeId);
      }
      return await work();
    } finally {
      for (const id of taken) this.#busy.delete(id);
    }
  }

  /** Writes down what happened to some writes. */
  async record(event: Event, writes: readonly Write[], cancel: Cancel): Promise<void> {
    for (let from = 0; from < writes.length; from += idsAtATime) {
      const some = writes.slice(from, from + idsAtATime);
      const rows = some.map((_, at) => `(:id_${at}, '${event}', current_timestamp(), :table_${at})`);
      const params = Object.fromEntries(
        some.flatMap(({ dataset, writeId }, at) => [
          [`id_${at}`, writeId],
          [`table_${at}`, dataset.table],
        ]),
      );
      // Sent twice after an answer that was lost, it says the same twice.
      const sql = `INSERT INTO ${table} (write_id, event, at, table_name) VALUES ${rows.join(', ')}`;
      await this.#warehouse.run({ name: table, sql, params }, cancel);
    }
    for (const { dataset, writeId } of writes) {
      if (event === 'written') this.#written.add(key(dataset.table, writeId));
      else this.#written.delete(key(dataset.table, writeId));
    }
  }

  /**
   * Checks that the writes which are about to be read are in this schema.
   *
   * @throws DatabricksError `input-missing` naming the first that is not
   */
  async present(writes: readonly Write[], cancel: Cancel): Promise<void> {
    const gone = (await this.absent(writes, cancel))[0];
    if (gone === undefined) return;
    const { dataset, partition, writeId } = gone;
    throw new DatabricksError(
      'input-missing',
      `table ${dataset.table}: write ${writeId} for ${partition.region} ${partition.date} is not in this schema; does the config name another one, or was the table replaced or restored? Run the stage that writes ${dataset.name} again for that date`,
    );
  }

  /** Of some writes, those that were never done here or have been dropped. */
  async absent(writes: readonly Write[], cancel: Cancel): Promise<readonly Write[]> {
    const unsure = writes.filter(({ dataset, writeId }) => !this.#written.has(key(dataset.table, writeId)));
    if (unsure.length === 0) return [];
    const events = await this.#events(
      unsure.map(({ dataset, writeId }) => ({ table: dataset.table, writeId })),
      cancel,
    );
    const of = (event: Event) => new Set(events.filter((each) => each.event === event).map((each) => each.key));
    const [written, dropped] = [of('written'), of('dropped')];
    for (const id of written) if (!dropped.has(id)) this.#written.add(id);
    return unsure.filter(({ dataset, writeId }) => !this.#written.has(key(dataset.table, writeId)));
  }

  async #events(ids: readonly { table: string; writeId: string }[], cancel: Cancel) {
    await this.#made.do('', () => this.#warehouse.run({ name: table, sql: createTable }, {}));
    const found: { key: string; event: string }[] = [];
    for (let from = 0; from < ids.length; from += idsAtATime) {
      found.push(...(await this.#eventsOf(ids.slice(from, from + idsAtATime), cancel)));
    }
    return found;
  }

  async #eventsOf(ids: readonly { table: string; writeId: string }[], cancel: Cancel) {
    const params: Record<string, string> = {};
    const bind = (value: string): string => {
      const name = `id_${Object.keys(params).length}`;
      params[name] = value;
      return `:${name}`;
    };
    const tables = [...new Set(ids.map((id) => id.table))].map(bind).join(', ');
    const writeIds = ids.map((id) => bind(id.writeId)).join(', ');
    const sql = `SELECT table_name, write_id, event FROM ${table} WHERE table_name IN (${tables}) AND write_id IN (${writeIds})`;
    const rows = await smallRows(this.#warehouse, { name: table, sql, params }, cancel);
    return rows.map(([name, id, event]) => ({ key: key(String(name), String(id)), event: String(event) }));
  }
}

const used = (tableName: string, writeId: string): DatabricksError =>
  new DatabricksError(
    'write-id-used',
    `table ${tableName}: write id ${writeId} was used before; every attempt takes a new one`,
  );
