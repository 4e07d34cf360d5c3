import type { FieldRule } from './field-rules.ts';
import { fieldRules } from './field-rules.ts';
import type { FileRules, Rule, Violation } from './rules.ts';
import { shownViolations } from './rules.ts';

/**
 * Checks the lines of one file, piece by piece. Holds the last id, its segments, and an unfinished line.
 *
 * Sorted means: shorter ids before longer ones, then by text, which is the order of numbers.
 */
export class LineChecker {
  readonly #rules: FileRules;
  readonly #fields: readonly FieldRule[];
  readonly #decoder: InstanceType<typeof TextDecoder> | undefined;
  readonly #idAt: number;
  readonly #segmentsAt: readonly number[];
  #rest = '';
  #lines = 0;
  #lastId = '';
  /** The segments of the last id; the first is apart, as most ids have one. */
  #lastSegment = '';
  #otherSegments: Set<string> | undefined;
  /** The last value of each column that held: most columns have one value in all of a file. */
  readonly #held: string[];
  /** Lines so far, the header not counted. */
  rows = 0;
  violationCount = 0;
  readonly violations: Violation[] = [];

  constructor(rules: FileRules) {
    const { columns, encoding } = rules.layout;
    const byColumn = fieldRules(rules.layout);
    this.#rules = rules;
    this.#fields = columns.map((name) => byColumn[name]);
    this.#held = columns.map(() => '');
    this.#decoder = encoding === 'utf8' ? new TextDecoder('utf-8', { ignoreBOM: true }) : undefined;
    this.#idAt = columns.indexOf('dsp_user_id');
    this.#segmentsAt = [...columns.keys()].filter((at) => columns[at]?.endsWith('segment_id'));
  }

  /** Checks the lines that end in a piece of the unpacked file. */
  push(piece: Uint8Array): void {
    const { lineEnd } = this.#rules.layout;
    const lines = `${this.#rest}${this.#textOf(piece)}`.split(lineEnd);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  /** Checks what is true of the whole file only. A last line may lack its end. */
  end(): void {
    if (this.#decoder) this.#rest += this.#decoder.decode();
    if (this.#rest !== '') this.#line(this.#rest);
    this.#rest = '';
    const { layout, maxRows } = this.#rules;
    if (this.rows === 0) this.report({ rule: 'no-lines', expected: 'at least one line' });
    if (layout.header && this.#lines === 0) {
      this.report({ rule: 'header', expected: 'a first line that names the columns' });
    }
    if (maxRows !== undefined && this.rows > maxRows) {
      this.report({ rule: 'lines', expected: `at most ${maxRows} lines` });
    }
  }

  /** Counts a violation, and keeps the first. */
  report(violation: Violation): void {
    this.violationCount++;
    if (this.violations.length < shownViolations) this.violations.push(violation);
  }

  #textOf(piece: Uint8Array): string {
    if (this.#decoder) return this.#decoder.decode(piece, { stream: true });
    return Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('latin1');
  }

  #line(line: string): void {
    const { layout } = this.#rules;
    this.#lines++;
    if (layout.header && this.#lines === 1) {
      if (line !== layout.columns.join(layout.separator)) this.#break('header', 'a first line that names the columns');
      return;
    }
    this.rows++;
    if (this.#decoder && line.includes('\ufffd')) return this.#break('encoding', 'UTF-8');
    if (line.includes('\r') || (layout.lineEnd === '\r\n' && line.includes('\n'))) {
      return this.#break('line-end', `lines that end in ${JSON.stringify(layout.lineEnd)}`);
    }
    const values = line.split(layout.separator);
    if (values.length !== this.#fields.length) {
      return this.#break('columns', `${this.#fields.length} columns: ${layout.columns.join(', ')}`);
    }
    let idHolds = true;
    for (let at = 0; at < values.length; at++) {
      const value = values[at] as string;
      const { rule, expected, holds } = this.#fields[at] as FieldRule;
      if (value !== '' && value === this.#held[at]) continue;
      if (holds(value)) {
        this.#held[at] = value;
        continue;
      }
      if (at === this.#idAt) idHolds = false;
      this.#break(rule, expected);
    }
    if (idHolds) this.#inOrder(values);
  }

  #inOrder(values: readonly string[]): void {
    const id = values[this.#idAt] as string;
    const segment = this.#segmentOf(values);
    if (id === this.#lastId) {
      if (segment === this.#lastSegment || this.#otherSegments?.has(segment)) {
        this.#break('duplicate', 'an id once in a segment');
      }
      this.#otherSegments ??= new Set();
      this.#otherSegments.add(segment);
      return;
    }
    if (id.length < this.#lastId.length || (id.length === this.#lastId.length && id < this.#lastId)) {
      this.#break('order', 'ids in rising order');
    }
    this.#lastId = id;
    this.#lastSegment = segment;
    this.#otherSegments = undefined;
  }

  #segmentOf(values: readonly string[]): string {
    const first = this.#segmentsAt[0];
    if (first === undefined) return '';
    return this.#segmentsAt.length === 1 ? (values[first] ?? '') : this.#segmentsAt.map((at) => values[at]).join('\n');
  }

  #break(rule: Rule, expected: string): void {
    this.report({ rule, line: this.#lines, expected });
  }
}
