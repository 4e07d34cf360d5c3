import type { Effect } from './effects.ts';
import type { Statement, Write, Written } from './engine.ts';
import type { WriteTarget } from './night.ts';

/** A write of this run, not published yet. */
export interface PendingWrite {
  readonly name: string;
  readonly write: Write;
  readonly written: Written;
  readonly seconds: number;
  readonly basis?: string;
  /** Of a scratch write that is made in parts: which. */
  readonly part?: number;
  /** An attempt before has made it, and may have published it. */
  readonly adopted?: true;
}

/** A SELECT, and what names it and all it stands on. */
export interface Select {
  readonly statement: Statement;
  readonly digest: string;
}

/** A write that a stage asks for: of a SELECT, or, without one, of rows it has made. */
export interface AskedWrite {
  readonly target: WriteTarget;
  readonly select?: Select;
}

/** A write to be made, or one that an attempt before has made. */
export interface NewWrite extends AskedWrite {
  readonly write: Write;
  readonly adopted: Written | undefined;
}

/** What of a write the journal keeps. */
export const writtenOf = ({ rows, checksum }: Written): Written => ({ rows, checksum });

/** A write as the journal names it. */
export function effectOf({ write: { dataset, partition, writeId }, select }: NewWrite): Effect {
  const about = { table: dataset.table, date: partition.date, writeId };
  return select ? { kind: 'materialize', ...about, digest: select.digest } : { kind: 'load', ...about };
}

/** As in `users`, `daily_tokens 2026-11-20` or `daily_tokens 2026-11-01 to 2026-11-16`. */
export function progressOf(name: string, targets: readonly WriteTarget[]): string {
  const [first, last] = [targets[0]?.date, targets.at(-1)?.date];
  if (first === undefined) return name;
  return first === last ? `${name} ${first}` : `${name} ${first} to ${last}`;
}
