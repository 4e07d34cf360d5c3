import { readFileSync } from 'node:fs';
import type { Columns, Dataset, Day, InputContract, RowOfColumns } from '@lookalikes/schema';
import type { z } from 'zod';
import type { DayRange } from './days.ts';
import { StageKitError } from './error.ts';
import type { Night } from './night.ts';

/** A read of an earlier night's partition: the newest published before tonight's run date. Empty where there is none. */
export interface Previous<D extends Dataset = Dataset> {
  readonly kind: 'previous';
  readonly dataset: D;
}

/** What a night knows before it runs. */
export interface NightDates<O = never> {
  readonly runDate: Day;
  readonly options: O;
}

/** A read of many days of a dataset that is partitioned by event date. Days without a partition are empty. */
export interface Days<D extends Dataset = Dataset> {
  readonly kind: 'days';
  readonly dataset: D;
  readonly range: (night: NightDates) => DayRange;
}

/** A read of the nights before tonight that ended well. Nights that failed, or were held or stopped, are left out. */
export interface GoodNights<D extends Dataset = Dataset> {
  readonly kind: 'good-nights';
  readonly dataset: D;
  /** How many nights back from tonight. */
  readonly nights: number;
}

/** An input that config may leave out; it is empty then. */
export interface Optional<I extends InputContract = InputContract> {
  readonly kind: 'optional';
  readonly input: I;
}

/** What a stage may read: tonight's partition, an earlier night's, some days, good nights, or an input. */
export type Read = Dataset | Previous | Days | GoodNights | InputContract | Optional;

/**
 * Reads the newest partition published before tonight.
 *
 * @example reads: { last_audiences: previous(audiences.v1) }
 */
export const previous = <D extends Dataset>(dataset: D): Previous<D> => ({ kind: 'previous', dataset });

/**
 * Reads some days of a dataset that is partitioned by event date.
 *
 * @param range - the days, from the run date and the stage's options
 * @example days(dailyTokens.v1, ({ runDate }) => ({ from: addDays(runDate, -37), to: runDate }))
 */
export const days = <D extends Dataset, O>(dataset: D, range: (night: NightDates<O>) => DayRange): Days<D> => ({
  kind: 'days',
  dataset,
  range,
});

/**
 * Reads a dataset of the last nights before tonight, of those whose newest attempt ended well: what tonight can be held against.
 *
 * @param count - how many nights back, those that did not end well counted
 * @example reads: { rails_before: goodNights(guardRails.v1, 28) }
 */
export const goodNights = <D extends Dataset>(dataset: D, count: number): GoodNights<D> => ({
  kind: 'good-nights',
  dataset,
  nights: count,
});

/** Reads an input that config may leave out. */
export const optional = <I extends InputContract>(input: I): Optional<I> => ({ kind: 'optional', input });

/** The dataset of a read, if it is one. */
export function datasetOf(read: Read): Dataset | undefined {
  if (read.kind === 'dataset') return read;
  return 'dataset' in read ? read.dataset : undefined;
}

/** A stage as everybody but its own `run` sees it. */
export interface Stage {
  readonly name: string;
  /** The package's version. */
  readonly version: string;
  readonly doc: string;
  readonly reads: Readonly<Record<string, Read>>;
  readonly writes: Readonly<Record<string, Dataset>>;
  /** The columns that each query's SELECT gives. */
  readonly queries: Readonly<Record<string, Columns>>;
  /** Writes that only serve the run itself: published nowhere, forgotten when it ends. */
  readonly scratch: readonly string[];
  readonly options: z.ZodType;
  /** The folder of the `.sql` files. */
  readonly sql: URL;
  readonly run: (night: Night) => Promise<void>;
}

/** What a stage is declared with. */
export interface StageSpec<
  R extends Readonly<Record<string, Read>>,
  W extends Readonly<Record<string, Dataset>>,
  Q extends Readonly<Record<string, Columns>>,
  O extends z.ZodType,
> {
  /** `import.meta.url` of the file that declares it, one folder below the package: tells version and `sql/`. */
  readonly at: string;
  readonly name: string;
  readonly doc: string;
  /** By the name that `{{name}}` has in the stage's SQL. */
  readonly reads: R;
  /** By the name that `{{name}}` has once it is written; `sql/<name>.sql` is the SELECT that `materialize` writes. */
  readonly writes: W;
  /** By the name of the file, `sql/<name>.sql`: the columns of a SELECT that is read and not written. */
  readonly queries?: Q;
  readonly scratch?: readonly (keyof W & string)[];
  readonly options: O;
  readonly run: (night: Night<R, W, Q, z.output<O>>) => Promise<void>;
}

/**
 * Declares a stage: what it reads, writes and can be told, and how it runs.
 *
 * @throws StageKitError `plan` where a name is used twice, as `{{name}}` could then mean two things; where `at` is not one
 *   folder below a package
 * @example
 * export const scoring = defineStage({
 *   at: import.meta.url, name: 'scoring', doc: 'Scores every user.',
 *   reads: { histories: userTokens.v1 }, writes: { audiences: audiences.v1 }, options: ScoringOptions,
 *   async run(night) { await night.materialize('audiences'); },
 * });
 */
export function defineStage<
  const R extends Readonly<Record<string, Read>>,
  const W extends Readonly<Record<string, Dataset>>,
  O extends z.ZodType,
  // oxlint-disable-next-line typescript/no-generated-empty-object-type -- a stage without queries has no query names
  const Q extends Readonly<Record<string, Columns>> = Record<never, never>,
>(spec: StageSpec<R, W, Q, O>): Stage {
  const names = [...Object.keys(spec.reads), ...Object.keys(spec.writes), ...Object.keys(spec.queries ?? {})];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new StageKitError('plan', `${spec.name}: '${twice}' names two of its reads, writes and queries`);
  return {
    name: spec.name,
    version: packageVersion(spec),
    doc: spec.doc,
    reads: spec.reads,
    writes: spec.writes,
    queries: spec.queries ?? {},
    scratch: spec.scratch ?? [],
    options: spec.options,
    sql: new URL('../sql/', spec.at),
    run: spec.run as unknown as Stage['run'],
  };
}

/** The row a query gives. */
export type QueryRow<C extends Columns> = RowOfColumns<C>;

function packageVersion({ at, name }: { at: string; name: string }): string {
  const file = new URL('../package.json', at);
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  } catch (error) {
    throw new StageKitError(
      'plan',
      `${name}: its version is read from ${file.pathname}, which does not load: declare the stage one folder below its package, with at: import.meta.url`,
      { cause: error },
    );
  }
}
