import type { Columns, Dataset, Day, InputBinding, InputContract, Region } from '@lookalikes/schema';
import type { z } from 'zod';
import type { DayRange } from './days.ts';

/** The part of a dataset that is written and published as one: a region's run date or event date. */
export interface Partition {
  readonly region: Region;
  readonly date: Day;
}

/** One attempt to write a partition. Its rows carry `writeId`, a UUID that is never used again. */
export interface Write {
  readonly dataset: Dataset;
  readonly partition: Partition;
  readonly writeId: string;
}

/** A dataset, and of a region all writes of it that are published. */
export interface Published {
  readonly dataset: Dataset;
  readonly writes: readonly Write[];
}

/** What a write left behind. */
export interface Written {
  readonly rows: number;
  /** Depends on the rows alone, not on their order; comparable between writes of one engine. Names its algorithm. */
  readonly checksum: string;
}

/** What a `{{name}}` of a SQL file stands for. */
export type Relation =
  | { readonly kind: 'writes'; readonly dataset: Dataset; readonly writes: readonly Write[] }
  | InputRelation
  | { readonly kind: 'empty'; readonly columns: Columns };

/** An input as a night may see it: rows of the region's place, before a moment, of certain days. */
export interface InputRelation {
  readonly kind: 'input';
  readonly contract: InputContract;
  readonly binding: InputBinding;
  readonly region: Region;
  /** Only rows before this day, 00:00 UTC, exist. */
  readonly before: Day;
  /** Only rows of these days are asked for. */
  readonly days?: DayRange;
}

/** What can be bound to a `:param`. Dates and timestamps are text, cast in the SQL. */
export type ParamValue = string | number | bigint | boolean | null;

/** A SELECT with its placeholders and what they stand for. */
export interface Statement {
  /** For messages: the file it comes from. */
  readonly name: string;
  readonly text: string;
  readonly relations: Readonly<Record<string, Relation>>;
  readonly params: Readonly<Record<string, ParamValue>>;
}

/** A write and the SELECT of its rows. */
export interface Selection {
  readonly write: Write;
  readonly statement: Statement;
}

/** A statement in the SQL of an engine. */
export interface Compilation {
  readonly sql: string;
  /** What is bound to its markers, by name. */
  readonly params: Readonly<Record<string, ParamValue>>;
}

/** A row as `query` gives it, by the declared columns. */
export type Row = Readonly<Record<string, unknown>>;

/** One column of a batch: numbers as typed arrays, texts, dates and timestamps as strings, booleans as 0 and 1. */
export type ColumnData = Int32Array | BigInt64Array | Float64Array | Uint8Array | readonly string[];

/** Some rows, column by column. */
export interface ColumnBatch {
  readonly rows: number;
  readonly columns: Readonly<Record<string, ColumnData>>;
}

/** The typed form of a batch of certain columns. */
export type BatchOf<C extends Columns> = {
  readonly rows: number;
  readonly columns: { readonly [K in keyof C]: DataOf<C[K]['type']> };
};

type DataOf<T extends Columns[string]['type']> = T extends 'int'
  ? Int32Array
  : T extends 'bigint'
    ? BigInt64Array
    : T extends 'double'
      ? Float64Array
      : T extends 'boolean'
        ? Uint8Array
        : readonly string[];

/** One column of rows to load: as in a batch, or a plain array, which alone may hold the nulls of a nullable column. */
export type LoadData =
  | ColumnData
  | readonly (string | null)[]
  | readonly (number | null)[]
  | readonly (bigint | null)[];

/** Some rows to load, column by column. */
export interface LoadBatch {
  readonly rows: number;
  readonly columns: Readonly<Record<string, LoadData>>;
}

/** The typed form of a batch of rows to load; only a nullable column may hold nulls. */
export type LoadBatchOf<C extends Columns> = {
  readonly rows: number;
  readonly columns: {
    readonly [K in keyof C]:
      | DataOf<C[K]['type']>
      | (null extends z.output<C[K]['zod']> ? readonly (ItemOf<DataOf<C[K]['type']>> | null)[] : never);
  };
};

type ItemOf<D> = D extends { readonly [index: number]: infer Item } ? Item : never;

/** Cancels a call: a statement that is running is stopped, and the call throws the signal's reason. */
export interface Cancel {
  readonly signal?: AbortSignal | undefined;
}

/** What a day of an input looks like from outside, so that a changed day is noticed without being read. */
export interface InputDay {
  readonly day: Day;
  /** Equal for equal content; differs when something came late. */
  readonly basis: string;
}

/** Something a night needs of its engine, and whether it is there. */
export interface EngineCheck {
  readonly what: string;
  readonly ok: boolean;
  /** What was found; where it is not as it should be, what to do. */
  readonly detail: string;
}

/**
 * The port to what runs SQL. Writing is append-only: rows of a write are seen by nobody until the ledger names it.
 *
 * One shared suite, `engineSuite` in `@lookalikes/stage-kit/testing`, says what each call must do.
 */
export interface Engine {
  /** For people and records, as in `duckdb 1.5.6`. */
  readonly name: string;

  /**
   * Where a computation over all user histories had better be: `runner` where they reach this process at little cost,
   * `engine` where they do not, and so should stay. Each engine's README has the measurement behind its answer.
   */
  readonly computeAt: 'engine' | 'runner';

  /**
   * How many writes of one dataset had better be asked for in one call of `materializeAll`: 1 where each is done as soon
   * as it is asked for; more where a statement costs much whatever it does.
   */
  readonly writesAtOnce: number;

  /** Appends the rows of a SELECT under the write's id. The SELECT's columns are the contract's, in its order. */
  materialize(write: Write, statement: Statement, cancel?: Cancel): Promise<Written>;

  /**
   * The same of several writes of one dataset in one region, each of another partition: what each would leave by itself.
   * Where it throws, any of them may be there, seen by nobody.
   *
   * @returns one a write, in their order
   */
  materializeAll(selections: readonly Selection[], cancel?: Cancel): Promise<readonly Written[]>;

  /**
   * Appends rows made outside the engine under the write's id. Each batch has the contract's columns; nulls, which only
   * nullable columns may have, come in plain arrays.
   */
  load(write: Write, batches: AsyncIterable<LoadBatch> | Iterable<LoadBatch>, cancel?: Cancel): Promise<Written>;

  /** Streams the rows of a SELECT as typed arrays. A null is an error. */
  columns(statement: Statement, columns: Columns, cancel?: Cancel): AsyncIterable<ColumnBatch>;

  /** The rows of a SELECT, few enough to hold. */
  query(statement: Statement, columns: Columns, cancel?: Cancel): Promise<Row[]>;

  /** The columns a SELECT would give, without running it; types in the words of contracts where they have one. */
  describe(statement: Statement): Promise<readonly { readonly name: string; readonly type: string }[]>;

  /** The SQL that would run, and what would be bound to it. */
  compile(statement: Statement): Compilation;

  /** The days of an input that have something, in order. Inputs that cannot be told apart by day are not asked. */
  inputDays(input: InputRelation, cancel?: Cancel): Promise<readonly InputDay[]>;

  /** Points the view of each dataset, `<dataset>`, at its published writes. */
  expose(published: readonly Published[]): Promise<void>;

  /** Tries each thing that a night will do, and leaves nothing behind: for `lookalikes doctor`. */
  check(cancel?: Cancel): Promise<readonly EngineCheck[]>;

  /** Forgets the rows of writes that nobody will read. Unknown writes are none of its business. */
  drop(writes: readonly Write[]): Promise<void>;

  close(): Promise<void>;
}

/** Where and for whom an engine is opened. */
export interface EnginePlace {
  /** The folder that relative paths start from. */
  readonly root: string;
  readonly region: Region;
  /** The night that will use it, `region/run date`: what a service's own history of statements can be searched for. */
  readonly run?: string;
}

/** What opens an engine. Config composes these; nothing runs until `open`. */
export interface EngineAdapter {
  readonly name: string;
  open(place: EnginePlace): Promise<Engine>;
  /**
   * The SQL that an engine opened there would run, and what would be bound to it, without opening one: for people who
   * want to read or try it. Looks at the folders of inputs that are files, and at nothing else.
   *
   * @throws the engine's error, `sql` where a placeholder stands for nothing, `input-missing` where an input has no files
   * @example duckdb({ path: 'amer.duckdb' }).compile(statement, { root: '.', region: 'amer' }).sql
   */
  compile(statement: Statement, place: EnginePlace): Compilation;
}
