import type { Results } from '../results.ts';
import { median } from '../rows.ts';

/** Seconds of a night by its events: `fixed + perMillion * millions`. */
export interface Line {
  /** Seconds: what statements cost however little they have to do. */
  readonly fixed: number;
  /** Seconds a million events. */
  readonly perMillion: number;
}

/**
 * The line through points, by least squares.
 *
 * @param points - millions of events, seconds; two or more sizes
 * @example lineThrough([[1, 12], [10, 30]]) // { fixed: 10, perMillion: 2 }
 */
export function lineThrough(points: readonly (readonly [number, number])[]): Line {
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [millions]) => sum + (millions - x) ** 2, 0);
  const perMillion = points.reduce((sum, [millions, seconds]) => sum + (millions - x) * (seconds - y), 0) / spread;
  return { fixed: y - perMillion * x, perMillion };
}

/**
 * From how many million events a warehouse takes no longer than one machine. The model: with `times` the cores of the machine both
 * lines were measured on, what grows with the events takes one `times`-th; what does not grow takes as long.
 *
 * @returns undefined where the machine stays ahead at every size
 * @example paysFrom({ fixed: 10, perMillion: 2 }, { fixed: 100, perMillion: 4 }, 4) // 90
 */
export function paysFrom(machine: Line, warehouse: Line, times: number): number | undefined {
  const gained = machine.perMillion - warehouse.perMillion / times;
  const behind = warehouse.fixed - machine.fixed;
  if (behind <= 0) return gained >= 0 ? 0 : undefined;
  return gained > 0 ? behind / gained : undefined;
}

const nights = { 'first night': '', 'next night': '-next' } as const;
const timesOfCores = [1, 2, 4, 8, 16] as const;

/**
 * What the measured nights say of larger ones, as Markdown: a line for each of DuckDB and Spark, and from where Spark pays. Nothing
 * where fewer than two sizes of both were measured.
 */
export function whereItPays({ contestants }: Results): string {
  const lineOf = (place: string, suffix: string): Line | undefined => {
    const points = contestants.flatMap(({ id, samples }) => {
      const [, millions] = new RegExp(`^${place}-([\\d.]+)m${suffix}$`).exec(id) ?? [];
      const seconds = median(samples.map((sample) => sample.seconds));
      return millions === undefined || seconds === null ? [] : [[Number(millions), seconds] as const];
    });
    return points.length < 2 ? undefined : lineThrough(points);
  };
  const rows = Object.entries(nights).flatMap(([night, suffix]) => {
    const [machine, warehouse] = [lineOf('duckdb', suffix), lineOf('spark', suffix)];
    if (!machine || !warehouse) return [];
    const from = timesOfCores.map((times) => millionsText(paysFrom(machine, warehouse, times)));
    return [[night, lineText(machine), lineText(warehouse), ...from]];
  });
  if (rows.length === 0) return '';
  const head = ['a night of E million events', 'DuckDB', 'Spark', ...timesOfCores.map((times) => `from, x${times}`)];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const lineText = ({ fixed, perMillion }: Line): string => `${fixed.toFixed(0)} s + ${perMillion.toFixed(2)} s x E`;

const millionsText = (millions: number | undefined): string =>
  millions === undefined ? 'never' : `${Number(millions.toPrecision(2))}M`;
