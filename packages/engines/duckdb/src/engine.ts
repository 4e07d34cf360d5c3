import type {
  Cancel,
  ColumnBatch,
  Engine,
  EngineCheck,
  InputDay,
  InputRelation,
  Published,
  Row,
  Selection,
  Statement,
  Write,
  Written,
} from '@lookalikes/stage-kit';
import { check } from './check.ts';
import { columnBatches } from './columns.ts';
import type { Compiled } from './compile.ts';
import { compile } from './compile.ts';
import type { Connections, Lease } from './connections.ts';
import { rowsOf } from './run.ts';
import { ready } from './ready.ts';
import { datedByPath, daysBySelect } from './input-days.ts';
import type { HeldInputs, Inputs } from './inputs.ts';
import type { Batches } from './load.ts';
import { load } from './load.ts';
import { drop, expose } from './publish.ts';
import { queryRows } from './query.ts';
import { shownFiles } from './shown-files.ts';
import { Tables } from './tables.ts';
import { Turns } from './turns.ts';
import type { Columns } from './types.ts';
import { contractType } from './types.ts';
import { materialize, selected } from './write.ts';

/** The Engine port on one DuckDB database. What each call does is told by the port; how, by the modules it calls. */
export class DuckDbEngine implements Engine {
  readonly name: string;
  readonly computeAt = 'runner';
  readonly writesAtOnce = 1;
  readonly #connections: Connections;
  readonly #inputs: Inputs;
  readonly #tables = new Tables();
  // Two changes of the same rows or views at once would fail one of them.
  readonly #turns = new Turns();
  readonly #release: () => Promise<void>;

  constructor(connections: Connections, place: { name: string; inputs: Inputs; release: () => Promise<void> }) {
    this.#connections = connections;
    this.name = place.name;
    this.#inputs = place.inputs;
    this.#release = place.release;
  }

  async materialize(write: Write, statement: Statement, cancel: Cancel = {}): Promise<Written> {
    return this.#connections.use(statement.name, cancel, async (lease) => {
      await this.#tables.ensure(lease.connection, write.dataset);
      return this.#prepared(lease, statement, (compiled) => materialize(lease, write, compiled));
    });
  }

  async materializeAll(selections: readonly Selection[], cancel: Cancel = {}): Promise<readonly Written[]> {
    const all: Written[] = [];
    for (const { write, statement } of selections) all.push(await this.materialize(write, statement, cancel));
    return all;
  }

  async load(write: Write, batches: Batches, cancel: Cancel = {}): Promise<Written> {
    return this.#connections.use(`load into ${write.dataset.table}`, cancel, async (lease) => {
      await this.#tables.ensure(lease.connection, write.dataset);
      return load(lease, write, batches);
    });
  }

  async *columns(statement: Statement, columns: Columns, cancel: Cancel = {}): AsyncGenerator<ColumnBatch> {
    const { compiled, held } = await this.#connections.use(statement.name, cancel, (lease) =>
      this.#prepare(lease, statement),
    );
    try {
      yield* columnBatches(this.#connections, { compiled, columns }, cancel);
    } finally {
      await held.release();
    }
  }

  async query(statement: Statement, columns: Columns, cancel: Cancel = {}): Promise<Row[]> {
    return this.#connections.use(statement.name, cancel, async (lease) => {
      return this.#prepared(lease, statement, (compiled) => queryRows(lease.connection, { compiled, columns }));
    });
  }

  async describe(statement: Statement): Promise<readonly { readonly name: string; readonly type: string }[]> {
    return this.#connections.use(statement.name, {}, async (lease) => {
      const columns = await this.#prepared(lease, statement, (compiled) => selected(lease.connection, compiled));
      return columns.map(({ name, type }) => ({ name, type: contractType(type) }));
    });
  }

  compile(statement: Statement): Pick<Compiled, 'sql' | 'params'> {
    const { sql, params } = compile(statement, {
      root: this.#inputs.root,
      filesOf: shownFiles(this.#inputs.root),
    });
    return { sql, params };
  }

  async inputDays(input: InputRelation, cancel: Cancel = {}): Promise<readonly InputDay[]> {
    cancel.signal?.throwIfAborted();
    const statement = daysBySelect(input);
    return this.#connections.use(statement.name, cancel, async (lease) => {
      if (datedByPath(input)) return this.#inputs.days(input, lease.signal);
      const rows = await this.#prepared(lease, statement, (compiled) => rowsOf(lease.connection, compiled));
      return rows.map((row) => ({ day: String(row['event_day']), basis: `rows:${String(row['row_count'])}` }));
    });
  }

  async expose(published: readonly Published[]): Promise<void> {
    for (const { dataset, writes } of published) {
      await this.#connections.use(`view ${dataset.name}`, {}, async (lease) => {
        await this.#tables.ensure(lease.connection, dataset);
        await this.#turns.take(() => expose(lease, dataset, writes));
      });
    }
  }

  async drop(writes: readonly Write[]): Promise<void> {
    await this.#connections.use('drop', {}, (lease) => this.#turns.take(() => drop(lease, writes)));
  }

  async check(cancel: Cancel = {}): Promise<readonly EngineCheck[]> {
    return this.#connections.use('check', cancel, (lease) => this.#turns.take(() => check(lease)));
  }

  async close(): Promise<void> {
    await this.#connections.close();
    await this.#inputs.close();
    await this.#release();
  }

  async #prepared<T>(lease: Lease, statement: Statement, work: (compiled: Compiled) => Promise<T>): Promise<T> {
    const { compiled, held } = await this.#prepare(lease, statement);
    try {
      return await work(compiled);
    } finally {
      await held.release();
    }
  }

  async #prepare(lease: Lease, statement: Statement): Promise<{ compiled: Compiled; held: HeldInputs }> {
    const held = await this.#inputs.hold(statement, lease.signal);
    try {
      const compiled = compile(statement, { root: this.#inputs.root, filesOf: held.filesOf });
      await ready(lease, compiled, { tables: this.#tables, files: this.#inputs.checks });
      return { compiled, held };
    } catch (error) {
      await held.release();
      throw error;
    }
  }
}
