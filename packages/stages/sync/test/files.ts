import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';

/** A line of the layout `xandr`, value by value. */
export type Line = readonly [id: string, timestamp: string, segment: string, value: string, expiration: string];

const text = (value: number | bigint): string => String(value);

const anyLine: fc.Arbitrary<Line> = fc.tuple(
  fc.oneof(fc.bigInt(1n, 2n ** 64n - 1n), fc.bigInt(1n, 5000n), fc.constant(2n ** 64n - 1n)).map(text),
  fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }).map(text),
  fc.oneof(fc.integer({ min: 1, max: 9 }).map(text), fc.constantFrom('code-7', 'Größe', '../x', "';DROP TABLE x")),
  fc.oneof(fc.constant('0'), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map(text)),
  fc.oneof(fc.constantFrom('-1', '0', '1', '259200'), fc.integer({ min: 1, max: 259_200 }).map(text)),
);

const inOrder = (a: Line, b: Line): number =>
  a[0].length - b[0].length || (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[2] < b[2] ? -1 : 1);

/** The lines of a valid file: sorted by id, an id once in a segment. */
export const validLines: fc.Arbitrary<Line[]> = fc
  .uniqueArray(anyLine, { minLength: 3, maxLength: 30, selector: ([id, , segment]) => `${id} ${segment}` })
  .map((lines) => lines.toSorted(inOrder));

/** The lines as a packed file of Latin-1. */
export const packed = (lines: readonly (readonly string[])[]): Buffer =>
  gzipSync(Buffer.from(lines.map((values) => `${values.join('\t')}\n`).join(''), 'latin1'));

/** A file that breaks one rule, what it breaks, and in which line; none where it is the whole file. */
interface Mutant {
  readonly rule: string;
  readonly line?: number;
  readonly file: Buffer;
}

type Lines = readonly (readonly string[])[];
type Mutate = (lines: Lines, at: number, pick: number) => Mutant | undefined;

const one = (from: readonly string[], pick: number): string => from[pick % from.length] ?? '';

/** Puts a bad value into a column of a line. */
const badValue =
  (rule: string, column: number, values: readonly string[]): Mutate =>
  (lines, at, pick) => ({
    rule,
    line: at + 1,
    file: packed(lines.map((of, index) => (index === at ? of.with(column, one(values, pick)) : of))),
  });

const withLines = (rule: string, lines: Lines, line?: number): Mutant => ({
  rule,
  file: packed(lines),
  ...(line === undefined ? {} : { line }),
});

/** Every rule of the DSP, broken in one place. */
export const mutations: Readonly<Record<string, Mutate>> = {
  id: badValue('id', 0, [
    '0',
    '07',
    '18446744073709551616',
    '99999999999999999999',
    '123456789012345678901',
    '-5',
    '1.0',
    '1e3',
    '',
    ' 7',
    '+7',
    'abc',
    '\u00ef\u00bb\u00bf7',
  ]),
  timestamp: badValue('timestamp', 1, [
    '',
    '0',
    '1795219200000',
    '-1795219200',
    '1795219200.5',
    'now',
    '01795219200',
    '99999',
  ]),
  segment: badValue('segment', 2, ['', 'a\u0000b', 'a\u0085b', '\u007f', 'a\u001b[31m', '\u00e2\u0080\u00ae']),
  value: badValue('value', 3, ['', '2147483648', '-2147483649', '0x10', '1e3', '1.5', '--1', ' 0', '-0']),
  expiration: badValue('expiration', 4, ['', '-2', '259201', '1.5', '-0', '007', '1e2', 'never', '-43200']),
  'a column less': (lines, at) =>
    withLines(
      'columns',
      lines.map((of, index) => (index === at ? of.slice(0, -1) : of)),
      at + 1,
    ),
  'a column more': (lines, at) =>
    withLines(
      'columns',
      lines.map((of, index) => (index === at ? [...of, '0'] : of)),
      at + 1,
    ),
  'an empty line': (lines, at) => withLines('columns', lines.toSpliced(at, 0, ['']), at + 1),
  'another separator': (lines, at) =>
    withLines(
      'columns',
      lines.map((of, index) => (index === at ? [of.join(',')] : of)),
      at + 1,
    ),
  'another line end': (lines, at) =>
    withLines(
      'line-end',
      lines.map((of, index) => (index === at ? of.with(4, `${of[4]}\r`) : of)),
      at + 1,
    ),
  order: (lines, at) => {
    const next = lines.findIndex((of, index) => index > at && of[0] !== lines[at]?.[0]);
    if (next === -1) return undefined;
    return withLines('order', lines.toSpliced(next, 1).toSpliced(at, 0, lines[next] ?? []), at + 2);
  },
  duplicate: (lines, at) => withLines('duplicate', lines.toSpliced(at, 0, lines[at] ?? []), at + 2),
  'a duplicate with another expiration': (lines, at) =>
    withLines('duplicate', lines.toSpliced(at, 0, (lines[at] ?? []).with(4, '-1')), at + 2),
  'a header nobody asked for': (lines) =>
    withLines('id', [['UID', 'TIMESTAMP', 'SEG_ID', 'VALUE', 'EXPIRATION'], ...lines], 1),
  'cut off': (lines, _at, pick) => {
    const file = packed(lines);
    return { rule: 'gzip', file: file.subarray(0, pick % file.length) };
  },
  'a bit flipped': (lines, _at, pick) => {
    const file = packed(lines);
    // From the tenth byte: the header's time and system may be anything.
    const at = 10 + (pick % (file.length - 10));
    file[at] = (file[at] ?? 0) ^ (1 << (pick % 8));
    return { rule: 'gzip', file };
  },
  'something behind it': (lines, _at, pick) => ({
    rule: 'gzip',
    file: Buffer.concat([packed(lines), Buffer.from(one(['\0', 'x', '\0\0\0\0', '1\t2\n'], pick))]),
  }),
  'not packed': (lines) => ({ rule: 'gzip', file: Buffer.from(lines.map((of) => of.join('\t')).join('\n')) }),
  'no lines': () => withLines('no-lines', []),
};
