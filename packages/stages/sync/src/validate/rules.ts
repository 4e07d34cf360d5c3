import type { Layout } from '../layout.ts';

/** What a file is held against. */
export interface FileRules {
  readonly layout: Layout;
  /** Lines a file may have, the header not counted; any number where left out. */
  readonly maxRows?: number;
  /** Bytes a file may have as it lies there; 500,000,000 where left out. */
  readonly maxBytes?: number;
}

/** The size that no file of the DSP may go beyond, in bytes. */
export const dspMaxBytes = 500_000_000;

/** The longest that the DSP keeps somebody in a segment: 180 days, in minutes. */
export const dspMaxMinutes = 180 * 1440;

/** A rule that a file can break. */
export type Rule =
  | 'gzip'
  | 'size'
  | 'no-lines'
  | 'lines'
  | 'header'
  | 'line-end'
  | 'columns'
  | 'encoding'
  | 'id'
  | 'order'
  | 'duplicate'
  | 'segment'
  | 'timestamp'
  | 'expiration'
  | 'value'
  | 'score'
  | 'rank';

/** One breach of a rule: where, and what was expected. It never holds a value of the file. */
export interface Violation {
  readonly rule: Rule;
  /** From 1, the header counted; undefined where it is of the whole file. */
  readonly line?: number;
  readonly expected: string;
}

/** What was found in a file. */
export interface FileReport {
  /** Lines, the header not counted. */
  readonly rows: number;
  /** Bytes as it lies there. */
  readonly bytes: number;
  /** The first violations, at most 20. */
  readonly violations: readonly Violation[];
  /** How many there are. */
  readonly violationCount: number;
}

/** How many violations are told one by one. */
export const shownViolations = 20;
