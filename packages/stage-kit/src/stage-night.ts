import type { Columns, Dataset, Day } from '@lookalikes/schema';
import { inputs as inputContracts } from '@lookalikes/schema';
import { closest } from './closest.ts';
import { missingDays } from './days.ts';
import type { Adoptable } from './adopt.ts';
import { digestOf } from './adopt.ts';
import type { Effects } from './effects.ts';
import type { ColumnBatch, Engine, Partition, Row, Statement, Written } from './engine.ts';
import { StageKitError } from './error.ts';
import { FencedStore } from './fenced-store.ts';
import type { Host } from './host.ts';
import { inputRelation } from './inputs.ts';
import type { RegionLock } from './lock.ts';
import type { AnyBatches, Figure, Night, Params, Warning, WriteTarget } from './night.ts';
import { optionParams } from './options.ts';
import type { ReadPlace, ResolvedRead } from './reads.ts';
import { knownRelations } from './known-relations.ts';
import { sqlFile } from './sql-files.ts';
import type { AskedWrite, NewWrite, PendingWrite, Select } from './stage-writes.ts';
import { effectOf, progressOf, writtenOf } from './stage-writes.ts';
import { pick, placeholdersOf } from './sql-template.ts';
import type { Stage } from './stage.ts';
import type { Log } from './log.ts';
import type { ObjectStore } from './object-store.ts';

/** How far a long step has come. */
export interface Progress {
  readonly stage: string;
  readonly label: string;
  readonly done?: number;
  readonly total?: number;
}

/** What a stage's night is made of. */
export interface NightParts extends ReadPlace {
  readonly stage: Stage;
  readonly engine: Engine;
  readonly store: ObjectStore;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  readonly reads: ReadonlyMap<string, ResolvedRead>;
  readonly effects: Effects;
  readonly lock: RegionLock;
  readonly host: Host;
  /** What an attempt that this one resumes has written already. */
  readonly adoptable: Adoptable;
}

/** The only one of some. */
const one = <T>(all: readonly T[]): T => all[0] as T;

/** The night as a stage's `run` sees it; keeps what was written, counted and warned of. */
export class StageNight implements Night {
  readonly region;
  readonly runDate;
  readonly options;
  readonly store: FencedStore;
  readonly log;
  readonly signal;
  readonly computeAt;
  readonly daysAtOnce;
  readonly pending: PendingWrite[] = [];
  readonly figures: Figure[] = [];
  readonly warnings: Warning[] = [];
  readonly held: { readonly segment: string; readonly reason: string }[] = [];
  readonly #parts: NightParts;

  constructor(parts: NightParts) {
    this.#parts = parts;
    this.region = parts.region;
    this.runDate = parts.runDate;
    this.options = parts.options;
    this.store = new FencedStore(parts.store, { stage: parts.stage.name, effects: parts.effects, lock: parts.lock });
    this.log = parts.log;
    this.signal = parts.signal;
    this.computeAt = parts.engine.computeAt;
    this.daysAtOnce = parts.engine.writesAtOnce;
  }

  async materialize(name: string, params: Params = {}, target: WriteTarget = {}): Promise<Written> {
    return one(await this.#materialize(name, params, [target]));
  }

  async materializeDays(
    name: string,
    days: readonly { readonly day: Day; readonly basis: string }[],
    params: Params = {},
  ): Promise<readonly Written[]> {
    const all: Written[] = [];
    for (let from = 0; from < days.length; from += this.daysAtOnce) {
      const group = days.slice(from, from + this.daysAtOnce).map(({ day, basis }) => ({ date: day, basis }));
      all.push(...(await this.#materialize(name, params, group)));
    }
    return all;
  }

  async load(name: string, batches: AnyBatches, target: WriteTarget = {}): Promise<Written> {
    const load = async (made: readonly NewWrite[]) => [await this.#parts.engine.load(one(made).write, batches, this)];
    return one(await this.#write(name, [{ target }], load));
  }

  async effect<T>(what: string, work: (held: () => Promise<void>) => Promise<T>): Promise<T> {
    const { stage, effects, lock } = this.#parts;
    return effects.run({ stage: stage.name, effect: { kind: 'other', what } }, async () => {
      await lock.check();
      return work(() => lock.check());
    });
  }

  async query(name: string, params: Params = {}): Promise<never[]> {
    const columns = this.#columnsOf(name);
    const { file, text } = sqlFile(this.#parts.stage, name);
    const rows: readonly Row[] = await this.#parts.engine.query(this.statement({ file, text, params }), columns, this);
    return rows as never[];
  }

  columns(name: string, params: Params = {}): AsyncIterable<never> {
    const columns = this.#columnsOf(name);
    const { file, text } = sqlFile(this.#parts.stage, name);
    const batches: AsyncIterable<ColumnBatch> = this.#parts.engine.columns(
      this.statement({ file, text, params }),
      columns,
      this,
    );
    return batches as AsyncIterable<never>;
  }

  partition(name: string): Partition | undefined {
    return this.#parts.reads.get(name)?.partition;
  }

  async staleDays(name: string, { input, range, salt = '' }: Parameters<Night['staleDays']>[1]) {
    const dataset = this.#datasetOf(name);
    const relation = { ...inputRelation(inputContracts[input], this.#parts), days: range };
    const days = await this.#parts.engine.inputDays(relation, this);
    const entries = await this.#parts.ledger.between(dataset, this.region, range);
    const written = new Map(entries.map((entry) => [entry.date, entry.basis]));
    const found = days.map(({ day, basis }) => ({ day, basis: `${basis}${salt && ` ${salt}`}` }));
    return {
      stale: found.filter(({ day, basis }) => written.get(day) !== basis),
      missing: missingDays(range, new Set(found.map(({ day }) => day))),
    };
  }

  figure(name: string, value: Figure['value'], segment?: string): void {
    this.figures.push({ name, value, ...(segment === undefined ? {} : { segment }) });
  }

  warn(code: string, message: string, segment?: string): void {
    this.warnings.push({ code, message, ...(segment === undefined ? {} : { segment }) });
    this.log.warn({ stage: this.#parts.stage.name, region: this.region, code, segment }, message);
  }

  hold(segment: string, reason: string): void {
    this.held.push({ segment, reason });
    this.warn('held', reason, segment);
  }

  progress(label: string, done?: number, total?: number): void {
    this.#parts.onProgress({
      stage: this.#parts.stage.name,
      label,
      ...(done === undefined ? {} : { done }),
      ...(total === undefined ? {} : { total }),
    });
  }

  /** A SQL file with what its placeholders stand for in this run: the stage's reads, and what it has written so far. */
  statement(of: { file: string; text: string; params?: Params; day?: Day }): Statement {
    const names = placeholdersOf(of.text);
    const params = { region: this.region, run_date: this.runDate, ...optionParams(this.options), ...of.params };
    for (const name of Object.keys(of.params ?? {})) {
      if (!names.params.includes(name)) {
        throw new StageKitError('sql', `${of.file} does not use :${name}${closest(name, names.params)}`);
      }
    }
    const known = knownRelations(this.#parts, this.pending, of.day);
    const early = names.relations.find((name) => name in this.#parts.stage.writes && !(name in known));
    if (early !== undefined) {
      throw new StageKitError('sql', `${of.file} uses {{${early}}}, which is not written yet: write ${early} before`);
    }
    return {
      name: of.file,
      text: of.text,
      relations: pick({ file: of.file, names: names.relations, kind: 'read' }, known),
      params: pick({ file: of.file, names: names.params, kind: 'parameter' }, params),
    };
  }

  async #materialize(name: string, params: Params, targets: readonly WriteTarget[]): Promise<readonly Written[]> {
    this.#datasetOf(name);
    const { stage, engine } = this.#parts;
    const { file, text } = sqlFile(stage, name);
    const asked = targets.map((target) => {
      const { date, basis, part } = target;
      const statement = this.statement({ file, text, params, ...(date === undefined ? {} : { day: date }) });
      return { target, select: { statement, digest: digestOf(statement, { engine: engine.name, basis, part }) } };
    });
    return this.#write(name, asked, (made) =>
      engine.materializeAll(
        made.map(({ write, select }) => ({ write, statement: (select as Select).statement })),
        this,
      ),
    );
  }

  /**
   * Makes writes of one dataset and keeps them, but for those that an attempt before has made; of what several took together,
   * each gets an equal share.
   */
  async #write(
    name: string,
    asked: readonly AskedWrite[],
    run: (made: readonly NewWrite[]) => Promise<readonly Written[]>,
  ): Promise<readonly Written[]> {
    const { stage, region, effects, host } = this.#parts;
    const writes = asked.map((of) => this.#newWrite(name, of));
    this.progress(
      progressOf(
        name,
        asked.map(({ target }) => target),
      ),
    );
    const left = writes.filter(({ adopted }) => adopted === undefined);
    const started = host.elapsed();
    const about = { stage: stage.name, effects: left.map(effectOf), keep: writtenOf };
    const made = left.length === 0 ? [] : await effects.runAll(about, () => run(left));
    const seconds = (host.elapsed() - started) / 1000 / Math.max(left.length, 1);
    return writes.map((of) => {
      const { write, target, adopted } = of;
      const { basis, part } = target;
      const written = adopted ?? made[left.indexOf(of)]!;
      this.pending.push({
        name,
        write,
        written,
        seconds: adopted ? 0 : seconds,
        ...(basis === undefined ? {} : { basis }),
        ...(part === undefined ? {} : { part }),
        ...(adopted ? { adopted: true } : {}),
      });
      const { dataset, partition } = write;
      this.log.debug(
        { code: 'wrote', stage: stage.name, region, dataset: dataset.table, date: partition.date, ...written, seconds },
        adopted ? `kept ${name} of the attempt before` : `wrote ${name}`,
      );
      return written;
    });
  }

  /** A write of tonight: one that an attempt before has made, or else under a new id. */
  #newWrite(name: string, asked: AskedWrite): NewWrite {
    const { stage, adoptable, region, host } = this.#parts;
    const { target, select } = asked;
    const dataset = this.#datasetOf(name);
    const date = dataset.partition[1] === 'run_date' ? this.runDate : target.date;
    if (date === undefined) {
      throw new StageKitError('plan', `${stage.name} writes ${name} by day and did not say which day`);
    }
    if (this.#isWritten(name, { date, part: target.part })) {
      throw new StageKitError('plan', `${stage.name} writes ${name} of ${date} twice in one run`);
    }
    const place = { stage: stage.name, table: dataset.table, date };
    const adopted = select && adoptable.take(place, select.digest);
    const writeId = adopted?.writeId ?? host.uniqueId();
    return { ...asked, write: { dataset, partition: { region, date }, writeId }, adopted: adopted?.written };
  }

  /** Whether this was written before in this run; of a scratch write, whether this very part was. */
  #isWritten(name: string, { date, part }: { date: Day; part: number | undefined }): boolean {
    const { table } = this.#datasetOf(name);
    const parts = this.#parts.stage.scratch.includes(name) && part !== undefined;
    return this.pending.some(
      ({ write, part: other }) =>
        write.dataset.table === table &&
        write.partition.date === date &&
        (!parts || other === undefined || other === part),
    );
  }

  #datasetOf(name: string): Dataset {
    const dataset = this.#parts.stage.writes[name];
    if (dataset) return dataset;
    throw new StageKitError(
      'plan',
      `${this.#parts.stage.name} does not declare that it writes '${name}'${closest(name, Object.keys(this.#parts.stage.writes))}`,
    );
  }

  #columnsOf(name: string): Columns {
    const columns = this.#parts.stage.queries[name];
    if (columns) return columns;
    throw new StageKitError(
      'plan',
      `${this.#parts.stage.name} does not declare a query '${name}'${closest(name, Object.keys(this.#parts.stage.queries))}`,
    );
  }
}
