import type { Day } from '@lookalikes/schema';
import type { ModelSelectionNight } from './manifest.ts';

const lastReads = ['last_models', 'last_users', 'last_tokens', 'last_user_tokens', 'last_first_fires'] as const;

/**
 * The night whose models are judged by what has happened since: the one that every read of an earlier night is of.
 *
 * @returns its run date, or a reason why there is none
 */
export function lastNight(night: Pick<ModelSelectionNight, 'partition'>): { runDate: Day } | { reason: string } {
  const dates = lastReads.map((read) => ({ read, date: night.partition(read)?.date }));
  const runDate = dates[0]?.date;
  if (runDate === undefined) return { reason: 'no earlier night has models' };
  if (dates.every(({ date }) => date === runDate)) return { runDate };
  const found = dates.map(({ read, date }) => `${read.slice('last_'.length)} ${date ?? 'none'}`).join(', ');
  return { reason: `the newest partitions before tonight are not of one night: ${found}` };
}
