import type { Attributes, Span } from '@opentelemetry/api';
import type { Columns } from '@lookalikes/schema';
import type {
  Cancel,
  ColumnBatch,
  Engine,
  InputDay,
  InputRelation,
  LoadBatch,
  Published,
  Selection,
  Statement,
  Write,
  Written,
} from '../engine.ts';
import { beginSpan, failSpan, spanned } from './spans.ts';

/** What a call is about: the step whose SQL it runs, or the table. */
interface About {
  readonly step?: string | undefined;
  readonly table?: string | undefined;
}

/**
 * An engine each of whose calls is a span: what was called, for which step or table, on which engine, how many rows came of
 * it. No parameter, text or row goes in.
 */
export class EngineWithSpans implements Engine {
  readonly name: string;
  readonly computeAt: Engine['computeAt'];
  readonly writesAtOnce: number;
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.name = engine.name;
    this.computeAt = engine.computeAt;
    this.writesAtOnce = engine.writesAtOnce;
  }

  materialize(write: Write, statement: Statement, cancel?: Cancel): Promise<Written> {
    const about = { step: statement.name, table: write.dataset.table };
    return this.#call('materialize', about, async (span) =>
      wrote(span, [await this.#engine.materialize(write, statement, cancel)], (all) => all[0] as Written),
    );
  }

  materializeAll(selections: readonly Selection[], cancel?: Cancel): Promise<readonly Written[]> {
    const [first] = selections;
    const about = { step: first?.statement.name, table: first?.write.dataset.table };
    return this.#call('materialize', about, async (span) => {
      span.setAttribute('lookalikes.writes', selections.length);
      return wrote(span, await this.#engine.materializeAll(selections, cancel), (all) => all);
    });
  }

  load(write: Write, batches: AsyncIterable<LoadBatch> | Iterable<LoadBatch>, cancel?: Cancel): Promise<Written> {
    return this.#call('load', { table: write.dataset.table }, async (span) =>
      wrote(span, [await this.#engine.load(write, batches, cancel)], (all) => all[0] as Written),
    );
  }

  /** The span lasts from the first batch that is asked for to the last that is taken. */
  async *columns(statement: Statement, columns: Columns, cancel?: Cancel): AsyncGenerator<ColumnBatch> {
    const span = beginSpan(`columns ${statement.name}`, this.#attributes('columns', { step: statement.name }));
    let rows = 0;
    try {
      for await (const batch of this.#engine.columns(statement, columns, cancel)) {
        rows += batch.rows;
        yield batch;
      }
    } catch (error) {
      failSpan(span, error);
      throw error;
    } finally {
      span.setAttribute('db.response.returned_rows', rows);
      span.end();
    }
  }

  query(statement: Statement, columns: Columns, cancel?: Cancel) {
    return this.#call('query', { step: statement.name }, async (span) => {
      const rows = await this.#engine.query(statement, columns, cancel);
      span.setAttribute('db.response.returned_rows', rows.length);
      return rows;
    });
  }

  describe(statement: Statement) {
    return this.#call('describe', { step: statement.name }, () => this.#engine.describe(statement));
  }

  compile(statement: Statement) {
    return this.#engine.compile(statement);
  }

  inputDays(input: InputRelation, cancel?: Cancel): Promise<readonly InputDay[]> {
    return this.#call('input-days', { table: input.contract.name }, () => this.#engine.inputDays(input, cancel));
  }

  expose(published: readonly Published[]): Promise<void> {
    return this.#call('expose', { table: published[0]?.dataset.table }, () => this.#engine.expose(published));
  }

  check(cancel?: Cancel) {
    return this.#call('check', {}, () => this.#engine.check(cancel));
  }

  drop(writes: readonly Write[]): Promise<void> {
    return this.#call('drop', { table: writes[0]?.dataset.table }, () => this.#engine.drop(writes));
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  #call<T>(what: string, about: About, work: (span: Span) => Promise<T>): Promise<T> {
    const of = about.step ?? about.table;
    const name = of === undefined ? what : `${what} ${of}`;
    return spanned({ name, attributes: this.#attributes(what, about) }, work);
  }

  #attributes(what: string, { step, table }: About): Attributes {
    return {
      'db.system.name': this.name.split(' ')[0] ?? this.name,
      'db.operation.name': what,
      'lookalikes.engine': this.name,
      ...(step === undefined ? {} : { 'lookalikes.step': step }),
      ...(table === undefined ? {} : { 'db.collection.name': table }),
    };
  }
}

function wrote<T>(span: Span, written: readonly Written[], give: (written: readonly Written[]) => T): T {
  span.setAttribute(
    'lookalikes.rows',
    written.reduce((sum, { rows }) => sum + rows, 0),
  );
  return give(written);
}
