import { DatabricksError } from '@lookalikes/engine-databricks';
import type { CallName, FaultName } from '../src/index.ts';
import { faultNames } from '../src/index.ts';
import type { WorkName } from './work.ts';
import { workNames } from './work.ts';

/** How a call of the engine ended: with the right result, or with an error of the engine. */
export type Outcome = 'right' | `error ${string}`;

/** Where a call of the engine met a fault. */
export interface Cell {
  readonly call: CallName;
  readonly fault: FaultName;
  readonly work: WorkName;
}

/**
 * How work ended.
 *
 * @throws what the work threw, unless it is an error of the engine
 */
export async function outcomeOf(work: Promise<void>): Promise<Outcome> {
  try {
    await work;
    return 'right';
  } catch (error) {
    if (!(error instanceof DatabricksError)) throw error;
    return `error ${error.code}`;
  }
}

/** The outcomes as a table, a row a fault and a column a call; what differs by the engine's call is told apart. */
export function outcomeTable(calls: readonly CallName[], outcomes: ReadonlyMap<string, Outcome>): string {
  const of = (call: CallName, fault: FaultName): string =>
    summary(workNames.map((work) => outcomes.get(cellName({ call, fault, work }))));
  const rows = faultNames.map((fault) => [`\`${fault}\``].concat(calls.map((call) => of(call, fault))));
  const head = ['', ...calls];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** The name of a cell, for the report. */
export const cellName = ({ call, fault, work }: Cell): string => `${work}: ${call} meets ${fault}`;

function summary(outcomes: readonly (Outcome | undefined)[]): string {
  const of = Map.groupBy(workNames, (_, index) => outcomes[index]);
  of.delete(undefined);
  if (of.size === 0) return '–';
  if (of.size === 1) return [...of.keys()][0] ?? '–';
  return [...of].map(([outcome, names]) => `${names.join(', ')}: ${outcome}`).join('; ');
}
