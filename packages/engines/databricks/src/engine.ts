import type {
  Cancel,
  ColumnBatch,
  Compilation,
  Engine,
  EngineCheck,
  InputDay,
  InputRelation,
  Published,
  Region,
  Row,
  Selection,
  Statement,
  Write,
  Written,
} from '@lookalikes/stage-kit';
import { check } from './check.ts';
import { columnBatch } from './column-data.ts';
import type { Compiled } from './compile.ts';
import { compile } from './compile.ts';
import type { CompiledSelection } from './together.ts';
import { inGroups, together } from './together.ts';
import { blamed, daysBySelect } from './inputs.ts';
import type { Batches } from './load.ts';
import { checkArrived, load } from './load.ts';
import { checkOneSelect } from './one-select.ts';
import { Publishing } from './publish.ts';
import { rowsOf } from './rows.ts';
import { checkSelected } from './selected.ts';
import { smallRows } from './small-rows.ts';
import { Tables } from './tables.ts';
import type { Columns } from './types.ts';
import { contractType } from './types.ts';
import type { Warehouse } from './warehouse.ts';
import { checkFits, noRows, replace, written } from './write.ts';
import { WriteIds } from './write-ids.ts';

/** The Engine port on one SQL warehouse. What each call does is told by the port; how, by the modules it calls. */
export class DatabricksEngine implements Engine {
  readonly name: string;
  readonly computeAt = 'engine';
  readonly writesAtOnce = 16;
  readonly #warehouse: Warehouse;
  readonly #tables: Tables;
  readonly #parts: { readonly warehouse: Warehouse; readonly tables: Tables };
  readonly #writeIds: WriteIds;
  readonly #publishing: Publishing;
  readonly #volume: string | undefined;

  constructor(warehouse: Warehouse, { name, region, volume }: { name: string; region: Region; volume?: string }) {
    this.#volume = volume;
    this.name = name;
    this.#warehouse = warehouse;
    this.#tables = new Tables(warehouse);
    this.#parts = { warehouse, tables: this.#tables };
    this.#writeIds = new WriteIds(warehouse);
    this.#publishing = new Publishing({ warehouse, tables: this.#tables, writeIds: this.#writeIds, region });
  }

  async materialize(write: Write, statement: Statement, cancel: Cancel = {}): Promise<Written> {
    const [done] = await this.#materialize([{ write, select: this.#compiled(statement) }], cancel);
    return done as Written;
  }

  async materializeAll(selections: readonly Selection[], cancel: Cancel = {}): Promise<readonly Written[]> {
    const all = selections.map(({ write, statement }, at) => ({ write, select: this.#compiled(statement, `_${at}`) }));
    const done: Written[] = [];
    for (const group of inGroups(all)) done.push(...(await this.#materialize(group, cancel)));
    return done;
  }

  async load(write: Write, batches: Batches, cancel: Cancel = {}): Promise<Written> {
    return this.#writeIds.using([write], cancel, async () => {
      const sent = await load(this.#parts, { write, batches, volume: this.#volume }, cancel);
      const [done] = await this.#done([write], cancel);
      checkArrived(write, sent, Number(done?.rows));
      return done as Written;
    });
  }

  async *columns(statement: Statement, columns: Columns, cancel: Cancel = {}): AsyncGenerator<ColumnBatch> {
    const compiled = this.#compiled(statement);
    const { name } = compiled;
    await this.#ready(compiled, cancel);
    const stream = this.#warehouse.stream(compiled, cancel, async function* (result) {
      checkSelected(await result.columns(), columns, { name, exact: true });
      for await (const batch of result.batches()) yield columnBatch(batch, columns, name);
    });
    try {
      yield* stream;
    } catch (error) {
      throw await blamed(this.#warehouse, compiled, { error, cancel });
    }
  }

  async query(statement: Statement, columns: Columns, cancel: Cancel = {}): Promise<Row[]> {
    const compiled = this.#compiled(statement);
    return this.#reading(compiled, cancel, () =>
      this.#warehouse.use(compiled, cancel, async (result) => {
        checkSelected(await result.columns(), columns, compiled);
        const rows: Row[] = [];
        for await (const batch of result.batches()) rows.push(...rowsOf(batch, columns, compiled.name));
        return rows;
      }),
    );
  }

  async describe(statement: Statement): Promise<readonly { readonly name: string; readonly type: string }[]> {
    const compiled = this.#compiled(statement);
    return this.#reading(compiled, {}, async () => {
      const columns = await this.#warehouse.use(noRows(compiled), {}, (result) => result.columns());
      return columns.map(({ name, type }) => ({ name, type: contractType(type) }));
    });
  }

  compile(statement: Statement): Compilation {
    const { sql, params } = compile(statement);
    return { sql, params };
  }

  async inputDays(input: InputRelation, cancel: Cancel = {}): Promise<readonly InputDay[]> {
    const compiled = this.#compiled(daysBySelect(input));
    return this.#reading(compiled, cancel, async () => {
      const rows = await smallRows(this.#warehouse, compiled, cancel);
      return rows.map(([day, count]) => ({ day: String(day), basis: `rows:${String(count)}` }));
    });
  }

  async expose(published: readonly Published[]): Promise<void> {
    await this.#publishing.expose(published);
  }

  async drop(writes: readonly Write[]): Promise<void> {
    await this.#publishing.drop(writes);
  }

  async check(cancel: Cancel = {}): Promise<readonly EngineCheck[]> {
    return check(this.#warehouse, { volume: this.#volume }, cancel);
  }

  async close(): Promise<void> {
    await this.#warehouse.close();
  }

  #compiled(statement: Statement, tag?: string): Compiled {
    const compiled = compile(statement, tag);
    checkOneSelect(compiled);
    return compiled;
  }

  /** Makes some writes of one dataset in one statement. */
  async #materialize(all: readonly CompiledSelection[], cancel: Cancel): Promise<readonly Written[]> {
    const writes = all.map(({ write }) => write);
    const { dataset } = writes[0] as Write;
    const compiled = together(all.map(({ select }) => select));
    return this.#writeIds.using(writes, cancel, () =>
      this.#reading(compiled, cancel, async () => {
        await Promise.all([this.#tables.ensure(dataset), checkFits(this.#warehouse, { compiled, dataset }, cancel)]);
        await replace(this.#parts, all, cancel);
        return this.#done(writes, cancel);
      }),
    );
  }

  /** Rows, checksum and the mark that the writes are done: only then can they be read. */
  async #done(writes: readonly Write[], cancel: Cancel): Promise<readonly Written[]> {
    const [found] = await Promise.all([
      written(this.#warehouse, writes, cancel),
      this.#writeIds.record('written', writes, cancel),
    ]);
    return found;
  }

  /** Makes sure that the writes a statement reads are there, in tables that have the columns of their contract. */
  async #ready({ writes }: Compiled, cancel: Cancel): Promise<void> {
    cancel.signal?.throwIfAborted();
    await this.#writeIds.present(writes, cancel);
    const datasets = new Map(writes.map(({ dataset }) => [`${dataset.table}.${dataset.version.minor}`, dataset]));
    await Promise.all([...datasets.values()].map((dataset) => this.#tables.ensure(dataset)));
  }

  async #reading<T>(compiled: Compiled, cancel: Cancel, work: () => Promise<T>): Promise<T> {
    await this.#ready(compiled, cancel);
    try {
      return await work();
    } catch (error) {
      throw await blamed(this.#warehouse, compiled, { error, cancel });
    }
  }
}
