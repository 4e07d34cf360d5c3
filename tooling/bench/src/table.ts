import Table from 'cli-table3';
import type { Row } from './rows.ts';

const columns = ['who', 'runs', 'min s', 'median s', 'max s', 'ratio', 'peak MB'] as const;
const qualities = ['AUC', 'less yardstick', 'max |dAUC|', 'objective gap'] as const;

/** The heads and cells of a job's lines: columns that nobody has anything in are left out. */
export function cellsOf(rows: readonly Row[]): { head: string[]; body: string[][] } {
  const judged = rows.some(({ auc }) => auc !== null);
  const units = [...new Set(rows.flatMap(({ unit }) => (unit === null ? [] : [unit])))];
  const severalJobs = new Set(rows.map(({ job }) => job)).size > 1;
  const head = [...(severalJobs ? ['job'] : []), ...columns, ...units, ...(judged ? qualities : [])];
  const body = rows.map((row) => [
    ...(severalJobs ? [row.job] : []),
    row.who,
    String(row.runs),
    seconds(row.min),
    seconds(row.median),
    seconds(row.max),
    row.ratio === null ? '-' : row.ratio.toFixed(row.ratio < 10 ? 2 : 0),
    row.peakMB === null ? '-' : row.peakMB.toFixed(0),
    ...units.map((unit) => (row.unit === unit && row.figure !== null ? short(row.figure) : '-')),
    ...(judged ? qualityCells(row) : []),
  ]);
  return { head, body };
}

function qualityCells({ auc, aucDifference, maxAucDifference, objectiveGap }: Row): string[] {
  return [
    auc === null ? '-' : auc.toFixed(4),
    ...[aucDifference, maxAucDifference, objectiveGap].map((value) => (value === null ? '-' : value.toExponential(1))),
  ];
}

const seconds = (value: number | null): string => (value === null ? '-' : value.toFixed(value < 10 ? 3 : 1));

function short(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)}M`;
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** What could not be measured, and why. */
export function failuresOf(rows: readonly Row[]): string[] {
  return rows.flatMap(({ job, who, failure, runs }) =>
    failure === null ? [] : [`${job}: ${who}: ${runs === 0 ? 'not measured' : `${runs} runs only`}: ${failure}`],
  );
}

/** The table for a terminal. */
export function tableText(rows: readonly Row[]): string {
  const { head, body } = cellsOf(rows);
  const table = new Table({ head, style: { head: [], border: [] } });
  table.push(...body);
  return [table.toString(), ...failuresOf(rows)].join('\n');
}
