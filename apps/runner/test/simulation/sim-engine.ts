import type { Columns } from '@lookalikes/schema';
import type {
  Cancel,
  ColumnBatch,
  Compilation,
  Engine,
  EngineAdapter,
  EngineCheck,
  InputDay,
  InputRelation,
  LoadBatch,
  Published,
  Relation,
  Row,
  Selection,
  Statement,
  Write,
  Written,
} from '@lookalikes/stage-kit';
import type { SimRow } from './contracts.ts';
import { hash, textOf, writtenOf } from './database.ts';
import type { Call, SimProcess } from './sim-process.ts';

/** The Engine port of a simulated process. */
export const simEngine = (process: SimProcess, writesAtOnce: number): EngineAdapter => ({
  name: 'simulated',
  open: () => Promise.resolve(new SimEngine(process, writesAtOnce)),
  compile: compiled,
});

/** What the simulated engine throws. */
export class SimEngineError extends Error {
  override readonly name = 'SimEngineError';
  readonly code: 'statement-failed' | 'no-such-write';

  constructor(code: SimEngineError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const compiled = ({ text, params }: Statement): Compilation => ({ sql: text, params });

/**
 * A model of an engine: what a SELECT gives is a hash of its text, its parameters and every row that it reads. So two runs
 * that leave the same rows have read the same rows, all the way down to the events.
 */
class SimEngine implements Engine {
  readonly name = 'simulated 1.0.0';
  readonly computeAt = 'runner';
  readonly writesAtOnce: number;
  readonly #process: SimProcess;

  constructor(process: SimProcess, writesAtOnce: number) {
    this.#process = process;
    this.writesAtOnce = writesAtOnce;
  }

  async materialize(write: Write, statement: Statement, cancel: Cancel = {}): Promise<Written> {
    const [written] = await this.materializeAll([{ write, statement }], cancel);
    return written!;
  }

  async materializeAll(selections: readonly Selection[], { signal }: Cancel = {}): Promise<readonly Written[]> {
    const append = ({ write, statement }: Selection): Written => {
      const rows = this.#selected(statement);
      this.#append(write, rows);
      return writtenOf(rows);
    };
    const half = Math.floor(this.#process.world.dice.between(0, selections.length));
    return this.#call({
      kind: 'statement',
      what: `write ${selections.map(({ write }) => nameOf(write)).join(', ')}`,
      tell: true,
      signal,
      act: () => selections.map(append),
      midway: () => {
        for (const selection of selections.slice(0, half)) append(selection);
      },
    });
  }

  async load(
    write: Write,
    batches: AsyncIterable<LoadBatch> | Iterable<LoadBatch>,
    { signal }: Cancel = {},
  ): Promise<Written> {
    const rows: SimRow[] = [];
    for await (const batch of batches) {
      const some = Array.from({ length: batch.rows }, (_, at) => rowAt(batch, at));
      // Rows come batch by batch, and what breaks off leaves those that were there.
      const append = (part: readonly SimRow[]) => () => this.#append(write, part);
      const call = { kind: 'statement', what: `load ${nameOf(write)}`, signal, act: append(some) } as const;
      await this.#call({ ...call, tell: true, midway: append(some.slice(0, -1)) });
      rows.push(...some);
    }
    return writtenOf(rows);
  }

  async *columns(statement: Statement, columns: Columns, cancel: Cancel = {}): AsyncGenerator<ColumnBatch> {
    const rows = await this.query(statement, columns, cancel);
    for (const some of [rows.slice(0, 1), rows.slice(1)]) {
      const data = Object.keys(columns).map((name) => [name, some.map((row) => String(row[name]))]);
      yield { rows: some.length, columns: Object.fromEntries(data) as ColumnBatch['columns'] };
    }
  }

  async query(statement: Statement, _columns: Columns, { signal }: Cancel = {}): Promise<Row[]> {
    const act = (): Row[] => {
      if (!statement.text.startsWith('SELECT count(*) AS bad_rows')) return this.#rowsOf(statement).map(rowOf);
      const bad = statement.text.includes('HAVING count(*) > 1')
        ? this.#duplicates(statement)
        : this.#flawed(statement);
      return [{ bad_rows: BigInt(bad) }];
    };
    return this.#call({ kind: 'statement', what: `query ${statement.name}`, signal, act });
  }

  describe(): Promise<readonly { readonly name: string; readonly type: string }[]> {
    return this.#call({ kind: 'read', what: 'describe', act: () => [{ name: 'row_key', type: 'text' }] });
  }

  readonly compile = compiled;

  async inputDays({ days, before }: InputRelation, { signal }: Cancel = {}): Promise<readonly InputDay[]> {
    const { world } = this.#process;
    const act = (): InputDay[] =>
      [...world.days]
        .filter(([day]) => day < before && (!days || (day >= days.from && day < days.to)))
        .map(([day, { basis }]) => ({ day, basis }));
    return this.#call({ kind: 'read', what: 'the days of the events', signal, act });
  }

  async expose(published: readonly Published[]): Promise<void> {
    const { database } = this.#process.world;
    const act = (): void => {
      for (const { dataset, writes } of published) {
        database.views.set(
          dataset.table,
          writes.map(({ writeId }) => writeId),
        );
      }
    };
    await this.#call({ kind: 'change', what: 'expose', act });
  }

  check(): Promise<readonly EngineCheck[]> {
    return Promise.resolve([]);
  }

  async drop(writes: readonly Write[]): Promise<void> {
    const { database, watch } = this.#process.world;
    const remove = (some: readonly Write[]) => () => {
      for (const { writeId } of some) {
        watch.willDrop(this.#process, writeId);
        database.drop(writeId);
      }
    };
    const what = `drop ${writes.map(nameOf).join(', ')}`;
    const half = writes.slice(0, writes.length >> 1);
    await this.#call({ kind: 'change', what, tell: true, act: remove(writes), midway: remove(half) });
  }

  async close(): Promise<void> {
    await this.#call({ kind: 'change', what: 'close', act: () => {} });
  }

  #append(write: Write, rows: readonly SimRow[]): void {
    this.#process.world.database.append(write, rows);
  }

  /** The rows of a SELECT: a few, each a hash of all that it stands on. */
  #selected({ name, text, params, relations }: Statement): SimRow[] {
    const read = Object.entries(relations).map(([as, relation]) => [as, this.#contentOf(relation)] as const);
    const all = hash([name, text, params, read]);
    const flaw = read.some(([, content]) => content.some((line) => line.endsWith(' yes'))) ? 'yes' : 'no';
    const count = 2 + (Number.parseInt(all, 16) % 2);
    return Array.from({ length: count }, (_, at) => ({ row_key: `r${at}`, row_value: hash([all, at]), flaw }));
  }

  #contentOf(relation: Relation): string[] {
    if (relation.kind === 'empty') return [];
    if (relation.kind === 'writes') {
      const lines = relation.writes.flatMap((write) =>
        this.#stored(write).map((row) => `${write.partition.date} ${textOf(row)}`),
      );
      return lines.toSorted();
    }
    const { days, before } = relation;
    return [...this.#process.world.days]
      .filter(([day]) => day < before && (!days || (day >= days.from && day < days.to)))
      .map(([day, { basis, flawed }]) => `${day} ${basis} ${flawed ? 'yes' : 'no'}`);
  }

  #stored({ writeId, dataset }: Write): readonly SimRow[] {
    const stored = this.#process.world.database.writes.get(writeId);
    if (stored) return stored.rows;
    throw new SimEngineError('no-such-write', `${dataset.table} has no write ${writeId}`);
  }

  #rowsOf({ relations }: Statement): SimRow[] {
    return writesOf(relations).flatMap((write) => this.#stored(write));
  }

  #flawed(statement: Statement): number {
    return this.#rowsOf(statement).filter(({ flaw }) => flaw === 'yes').length;
  }

  #duplicates({ relations }: Statement): number {
    return writesOf(relations).reduce((sum, write) => {
      const rows = this.#stored(write);
      return sum + rows.length - new Set(rows.map(({ row_key }) => row_key)).size;
    }, 0);
  }

  #call<T>(call: Omit<Call<T>, 'error'>): Promise<T> {
    return this.#process.call({ ...call, error: (what) => new SimEngineError('statement-failed', what) });
  }
}

const writesOf = (relations: Statement['relations']): readonly Write[] =>
  Object.values(relations).flatMap((relation) => (relation.kind === 'writes' ? relation.writes : []));

const nameOf = ({ dataset, partition, writeId }: Write): string =>
  `${dataset.table} ${partition.date} ${writeId.slice(0, 8)}`;

const rowOf = ({ row_key, row_value, flaw }: SimRow): Row => ({ row_key, row_value, flaw });

const rowAt = ({ columns }: LoadBatch, at: number): SimRow => ({
  row_key: String(columns['row_key']?.[at]),
  row_value: String(columns['row_value']?.[at]),
  flaw: String(columns['flaw']?.[at]),
});
