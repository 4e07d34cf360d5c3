import type { PlannedStage } from '@lookalikes/stage-kit';
import { closest } from '@lookalikes/stage-kit';
import { RunnerError } from '../error.ts';

/** Which stages of the plan to run; all where nothing is said. */
export interface Selection {
  readonly only?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}

/**
 * The stages of the plan that are asked for, in the plan's order.
 *
 * @param selection - `only` these, or all `from` one `to` another, both included
 * @throws RunnerError `usage` for an unknown stage, `only` beside a range, or a range that ends before it begins
 * @example select(plan(stages), { from: 'scoring' }) // scoring, sync and reporting
 */
export function select(planned: readonly PlannedStage[], selection: Selection): readonly PlannedStage[] {
  const names = planned.map(({ stage }) => stage.name);
  const { only, from, to } = selection;
  if (only && (from !== undefined || to !== undefined)) {
    throw new RunnerError('usage', '--only names the stages to run; leave out --from and --to, or leave out --only');
  }
  for (const name of [...(only ?? []), ...[from, to].filter((end) => end !== undefined)]) {
    if (!names.includes(name)) throw new RunnerError('usage', `no stage '${name}'${closest(name, names)}`);
  }
  if (only) return planned.filter(({ stage }) => only.includes(stage.name));
  const first = from === undefined ? 0 : names.indexOf(from);
  const last = to === undefined ? names.length - 1 : names.indexOf(to);
  if (first > last) {
    throw new RunnerError('usage', `${from} comes after ${to}: the order is ${names.join(', ')}`);
  }
  return planned.slice(first, last + 1);
}

/** Whether only some stages are asked for. */
export const isPartial = ({ only, from, to }: Selection): boolean =>
  only !== undefined || from !== undefined || to !== undefined;
