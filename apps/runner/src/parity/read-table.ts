import type { LoadBatch, ObjectStore } from '@lookalikes/stage-kit';
import { RunnerError } from '../error.ts';
import { readLines } from './read-lines.ts';

/** A table in files, of which some columns are wanted. */
export interface TableFiles {
  readonly store: ObjectStore;
  readonly keys: readonly string[];
  readonly separator: string;
  /** The columns in order; those that the first line names where left out. */
  readonly columns?: readonly string[] | undefined;
  /** The columns to read. */
  readonly wanted: readonly string[];
  /** Whether texts are escaped as our reports are: `\t`, `\n`, `\\`, `\uXXXX`. */
  readonly escaped: boolean;
}

/** Values of the wanted columns, in their order. */
type TableRow = readonly string[];

/**
 * Reads some columns of a table in files, some rows at a time.
 *
 * @throws RunnerError `bad-input` where a wanted column is not there or a line is too short
 */
async function* readTable(of: TableFiles): AsyncGenerator<TableRow[]> {
  for (const key of of.keys) {
    let at: readonly number[] | undefined = of.columns && of.wanted.map((name) => of.columns?.indexOf(name) ?? -1);
    for await (const { first, lines } of readLines(of.store, { key })) {
      const rows: TableRow[] = [];
      for (const [offset, line] of lines.entries()) {
        const values = line.split(of.separator);
        if (at === undefined) {
          at = positions(values, of, key);
          continue;
        }
        rows.push(at.map((index) => textOf(values[index], of, `${of.store.locate(key)}:${first + offset}`)));
      }
      if (rows.length > 0) yield rows;
    }
  }
}

function positions(names: readonly string[], { wanted, store }: TableFiles, key: string): number[] {
  const missing = wanted.filter((name) => !names.includes(name));
  if (missing.length === 0) return wanted.map((name) => names.indexOf(name));
  throw new RunnerError(
    'bad-input',
    `${store.locate(key)}: its first line does not name ${missing.join(', ')}. Give the columns in the layout.`,
  );
}

function textOf(value: string | undefined, { escaped }: TableFiles, place: string): string {
  if (value === undefined) {
    throw new RunnerError('bad-input', `${place} has fewer values than columns. Give the columns in the layout.`);
  }
  return escaped ? value.replaceAll(/\\(\\|t|n|r|u[0-9A-F]{4})/g, unescape) : value;
}

const short: Readonly<Record<string, string>> = { '\\': '\\', t: '\t', n: '\n', r: '\r' };

const unescape = (_: string, code: string): string =>
  short[code] ?? String.fromCharCode(Number.parseInt(code.slice(1), 16));

/**
 * Weights as batches of `segment`, `token` and `weight`.
 *
 * @throws RunnerError `bad-input` where a weight is no number, but for a first line that names the columns
 */
export async function* readWeights(of: Omit<TableFiles, 'wanted'>): AsyncGenerator<LoadBatch> {
  let isFirst = true;
  for await (const rows of readTable({ ...of, wanted: ['segment_id', 'token', 'weight'] })) {
    const weights = rows.map(([, , weight]) => Number(weight));
    const skip = isFirst && Number.isNaN(weights[0]) ? 1 : 0;
    isFirst = false;
    if (weights.slice(skip).some((weight) => !Number.isFinite(weight))) {
      throw new RunnerError(
        'bad-input',
        `a weight among ${of.keys.map((key) => of.store.locate(key)).join(', ')} is no number`,
      );
    }
    yield {
      rows: rows.length - skip,
      columns: {
        segment: rows.slice(skip).map(([segment]) => segment as string),
        token: rows.slice(skip).map(([, token]) => token as string),
        weight: Float64Array.from(weights.slice(skip)),
      },
    };
  }
}

/** Sizes by segment. A size that is no number is passed over: a header, or a segment without one. */
export async function readSizes(of: Omit<TableFiles, 'wanted'>): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for await (const rows of readTable({ ...of, wanted: ['segment_id', 'reach'] })) {
    for (const [segment = '', reach = ''] of rows) {
      if (/^\d+$/.test(reach)) sizes.set(segment, Number(reach));
    }
  }
  return sizes;
}
