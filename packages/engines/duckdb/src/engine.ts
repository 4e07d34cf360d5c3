import type {
  Cancel,
  ColumnBatch,
  Engine,
  InputDay,
  InputRelation,
  Row,
  Statement,
  Write,
  Written,
} from '@lookalikes/stage-kit';
import { columnBatches } from './columns.ts';
import type { Compiled } from './compile.ts';
import { compile } from './compile.ts';
import type { Connections, Lease } from './connections.ts';
import { rowsOf } from './run.ts';
import { ready } from './ready.ts';
import { datedByPath, daysByPath, daysBySelect } from './input-days.ts';
import type { Batches } from './load.ts';
import { load } from './load.ts';
import { drop, expose } from './publish.ts';
import { queryRows } from './query.ts';
import { Tables } from './tables.ts';
import { Turns } from './turns.ts';
import type { Columns, Dataset } from './types.ts';
import { contractType } from './types.ts';
import { FileChecks } from './verify-files.ts';
import { materialize, selected } from './write.ts';

/** The Engine port on one DuckDB database. What each call does is told by the port; how, by the modules it calls. */
export class DuckDbEngine implements Engine {
  readonly name: string;
  readonly computeAt = 'runner';
  readonly #connections: Connections;
  readonly #root: string;
  readonly #tables = new Tables();
  readonly #files = new FileChecks();
  // Two changes of the same rows or views at once would fail one of them.
  readonly #turns = new Turns();
  readonly #release: () => void;

  constructor(connections: Connections, place: { name: string; root: string; release: () => void }) {
    this.#connections = connections;
    this.name = place.name;
    this.#root = place.root;
    this.#release = place.release;
  }

  async materialize(write: Write, statement: Statement, cancel: Cancel = {}): Promise<Written> {
    return this.#connections.use(statement.name, cancel, async (lease) => {
      const compiled = await this.#prepare(lease, statement);
      await this.#tables.ensure(lease.connection, write.dataset);
      return materialize(lease, write, compiled);
    });
  }

  async load(write: Write, batches: Batches, cancel: Cancel = {}): Promise<Written> {
    return this.#connections.use(`load into ${write.dataset.table}`, cancel, async (lease) => {
      await this.#tables.ensure(lease.connection, write.dataset);
      return load(lease, write, batches);
    });
  }

  async *columns(statement: Statement, columns: Columns, cancel: Cancel = {}): AsyncGenerator<ColumnBatch> {
    const compiled = await this.#connections.use(statement.name, cancel, (lease) => this.#prepare(lease, statement));
    yield* columnBatches(this.#connections, { compiled, columns }, cancel);
  }

  async query(statement: Statement, columns: Columns, cancel: Cancel = {}): Promise<Row[]> {
    return this.#connections.use(statement.name, cancel, async (lease) => {
      const compiled = await this.#prepare(lease, statement);
      return queryRows(lease.connection, { compiled, columns });
    });
  }

  async describe(statement: Statement): Promise<readonly { readonly name: string; readonly type: string }[]> {
    return this.#connections.use(statement.name, {}, async (lease) => {
      const compiled = await this.#prepare(lease, statement);
      const columns = await selected(lease.connection, compiled);
      return columns.map(({ name, type }) => ({ name, type: contractType(type) }));
    });
  }

  compile(statement: Statement): Pick<Compiled, 'sql' | 'params'> {
    const { sql, params } = compile(statement, this.#root);
    return { sql, params };
  }

  async inputDays(input: InputRelation, cancel: Cancel = {}): Promise<readonly InputDay[]> {
    cancel.signal?.throwIfAborted();
    if (datedByPath(input)) return daysByPath(input, this.#root);
    const statement = daysBySelect(input);
    return this.#connections.use(statement.name, cancel, async (lease) => {
      const compiled = await this.#prepare(lease, statement);
      const rows = await rowsOf(lease.connection, compiled);
      return rows.map((row) => ({ day: String(row['event_day']), basis: `rows:${String(row['row_count'])}` }));
    });
  }

  async expose(dataset: Dataset, published: readonly Write[]): Promise<void> {
    await this.#connections.use(`view ${dataset.name}`, {}, async (lease) => {
      await this.#tables.ensure(lease.connection, dataset);
      await this.#turns.take(() => expose(lease, dataset, published));
    });
  }

  async drop(writes: readonly Write[]): Promise<void> {
    await this.#connections.use('drop', {}, (lease) => this.#turns.take(() => drop(lease, writes)));
  }

  async close(): Promise<void> {
    await this.#connections.close();
    this.#release();
  }

  async #prepare(lease: Lease, statement: Statement): Promise<Compiled> {
    const compiled = compile(statement, this.#root);
    await ready(lease, compiled, { tables: this.#tables, files: this.#files });
    return compiled;
  }
}
