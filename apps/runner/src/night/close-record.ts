import type { Host, ObjectStore } from '@lookalikes/stage-kit';
import { Journal, thisHost } from '@lookalikes/stage-kit';
import type { NightOutcome } from './outcome.ts';

/**
 * Ends the record of a night whose process died, so that it does not stand as running for ever.
 *
 * @returns the outcome with its attempt; any other outcome as it is
 */
export async function closeRecord(
  store: ObjectStore,
  outcome: NightOutcome,
  host: Host = thisHost,
): Promise<NightOutcome> {
  const { region, runDate, status, attempt, message = '' } = outcome;
  if ((status !== 'failed' && status !== 'cancelled') || attempt !== undefined) return outcome;
  const journal = new Journal(store, host);
  const record = (await journal.attempts(region, runDate)).at(-1);
  // One that is running is another's, who has taken the region over since; or the machine does not say which processes are
  // gone, and whoever takes the region over closes it.
  if (record?.status !== 'interrupted') return outcome;
  const stage = record.asked[record.stages.length] ?? '';
  const finishedAt = host.now().toISOString();
  await journal.save({
    ...record,
    status,
    finishedAt,
    seconds: (Date.parse(finishedAt) - Date.parse(record.startedAt)) / 1000,
    failure: { stage, code: status === 'cancelled' ? 'stopped' : 'process-died', message },
  });
  return { ...outcome, attempt: record.attempt, stage };
}
