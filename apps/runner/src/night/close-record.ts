import type { ObjectStore } from '@lookalikes/stage-kit';
import { Journal } from '@lookalikes/stage-kit';
import type { NightOutcome } from './outcome.ts';

/**
 * Ends the record of a night whose process died, so that it does not stand as running for ever.
 *
 * @returns the outcome with its attempt; any other outcome as it is
 */
export async function closeRecord(store: ObjectStore, outcome: NightOutcome): Promise<NightOutcome> {
  const { region, runDate, status, attempt, message = '' } = outcome;
  if (status !== 'failed' || attempt !== undefined) return outcome;
  const journal = new Journal(store);
  const record = (await journal.attempts(region, runDate)).at(-1);
  if (record?.status !== 'running') return outcome;
  const stage = record.asked[record.stages.length] ?? '';
  const finishedAt = new Date().toISOString();
  await journal.save({
    ...record,
    status: 'failed',
    finishedAt,
    seconds: (Date.parse(finishedAt) - Date.parse(record.startedAt)) / 1000,
    failure: { stage, code: 'process-died', message },
  });
  return { ...outcome, attempt: record.attempt, stage };
}
