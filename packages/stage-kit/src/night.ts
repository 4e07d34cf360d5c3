import type { Columns, Dataset, Day, InputName, Region } from '@lookalikes/schema';
import type { DayRange } from './days.ts';
import type { BatchOf, Engine, LoadBatch, LoadBatchOf, ParamValue, Partition, Written } from './engine.ts';
import type { Log } from './log.ts';
import type { ObjectStore } from './object-store.ts';
import type { QueryRow, Read } from './stage.ts';

/** Values for a file's `:param`s. `:region`, `:run_date` and options as `:option_<name>` are always there. */
export type Params = Readonly<Record<string, ParamValue>>;

/** Which partition of a write: a dataset partitioned by event date needs its day. */
export interface WriteTarget {
  readonly date?: Day;
  /** What the day's input looked like, so that a later change is noticed (`Night.staleDays`). */
  readonly basis?: string;
  /** A scratch write may be made in parts, a call each: which part this is. `{{write}}` is all that are there by then. */
  readonly part?: number;
}

/** A number that goes into the night's record. */
export interface Figure {
  readonly name: string;
  readonly value: number | string | boolean | null;
  readonly segment?: string;
}

/** Something worth a person's look that does not stop the night. */
export interface Warning {
  readonly code: string;
  readonly message: string;
  readonly segment?: string;
}

/**
 * What a stage's `run` is given: tonight's region and date, its own reads and writes by name, and the two ports.
 *
 * Reads and writes are those the stage declares; another name does not compile.
 */
export interface Night<
  R extends Readonly<Record<string, Read>> = Readonly<Record<string, Read>>,
  W extends Readonly<Record<string, Dataset>> = Readonly<Record<string, Dataset>>,
  Q extends Readonly<Record<string, Columns>> = Readonly<Record<string, Columns>>,
  O = unknown,
> {
  readonly region: Region;
  readonly runDate: Day;
  readonly options: O;
  /** Each change of it is journalled, and made only while the region is this run's. */
  readonly store: ObjectStore;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** How many days `materializeDays` writes at once: see the Engine port. */
  readonly daysAtOnce: number;
  /** Where a computation over all user histories had better be: see the Engine port. */
  readonly computeAt: Engine['computeAt'];

  /** Writes what `sql/<write>.sql` selects. From then on the file of a later step may read it as `{{write}}`. */
  materialize(write: keyof W & string, params?: Params, target?: WriteTarget): Promise<Written>;

  /**
   * Writes what `sql/<write>.sql` selects for each of some days, as many at once as the engine asks for. The write is of a
   * dataset that is partitioned by event date.
   *
   * @param days - each with the basis to write it under, as `staleDays` gives them
   * @returns one a day, in their order
   */
  materializeDays(
    write: keyof W & string,
    days: readonly { readonly day: Day; readonly basis: string }[],
    params?: Params,
  ): Promise<readonly Written[]>;

  /** Writes rows made outside the engine. */
  load<K extends keyof W & string>(
    write: K,
    batches: AsyncIterable<LoadBatchOf<W[K]['columns']>> | Iterable<LoadBatchOf<W[K]['columns']>>,
    target?: WriteTarget,
  ): Promise<Written>;

  /** The rows of `sql/<query>.sql`, few enough to hold. */
  query<K extends keyof Q & string>(query: K, params?: Params): Promise<QueryRow<Q[K]>[]>;

  /** The rows of `sql/<query>.sql` as typed arrays, batch by batch. */
  columns<K extends keyof Q & string>(query: K, params?: Params): AsyncIterable<BatchOf<Q[K]>>;

  /** The partition that a read stands for tonight; undefined where a `previous` finds none. */
  partition(read: keyof R & string): Partition | undefined;

  /**
   * Which days of an input must be aggregated (again): those whose input is new or has changed since they were written.
   *
   * @param write - the dataset that is written a day at a time
   * @param of - the input, the days that matter, and what else the written rows depend on (an option's value)
   * @returns `stale`, each with the basis to write it under; `missing`, the days that have no input at all
   */
  staleDays(
    write: keyof W & string,
    of: { readonly input: InputName; readonly range: DayRange; readonly salt?: string },
  ): Promise<{
    readonly stale: readonly { readonly day: Day; readonly basis: string }[];
    readonly missing: readonly Day[];
  }>;

  /**
   * Does something that lasts beside the engine and the store, such as a write to another system: announced in the journal
   * before and noted after, and done only while the region is this run's.
   *
   * @param what - for the journal; no user id, secret or row value
   * @param work - is given a check to make once more right before what cannot be undone, where that comes late in it
   * @throws StageKitError `lock-lost`; what the work throws
   * @example await night.effect('reports to PostgreSQL', async (held) => { await copy(); await held(); await commit(); })
   */
  effect<T>(what: string, work: (held: () => Promise<void>) => Promise<T>): Promise<T>;

  /** Puts a number into the night's record. */
  figure(name: string, value: Figure['value'], segment?: string): void;

  /** Puts a warning into the night's record and the log. */
  warn(code: string, message: string, segment?: string): void;

  /**
   * Holds a segment back: what was delivered of it stays in place tonight, while the other segments go on. It is said in the
   * record and the log, and the night's exit status tells of it.
   */
  hold(segment: string, reason: string): void;

  /** Says how far a long step has come, for the display. */
  progress(label: string, done?: number, total?: number): void;
}

/** Rows made outside the engine, of any shape. */
export type AnyBatches = AsyncIterable<LoadBatch> | Iterable<LoadBatch>;
