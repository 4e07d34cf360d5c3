import type { Host, ObjectStore } from '@lookalikes/stage-kit';
import { Journal, thisHost } from '@lookalikes/stage-kit';
import type { NightOutcome } from './outcome.ts';

/**
 * Ends the record of a night whose process died, so that it does not stand as running for ever.
 *
 * @returns the outcome with the stage it was at; any other outcome as it is
 */
export async function closeRecord(
  store: ObjectStore,
  outcome: NightOutcome,
  host: Host = thisHost,
): Promise<NightOutcome> {
  const { region, runDate, attempt, died, message = '' } = outcome;
  if (!died || attempt === undefined) return outcome;
  const journal = new Journal(store, host);
  // One that stands as running is of a machine that does not say which processes are gone: whoever takes the region over closes
  // it. One that has a failure is closed already.
  const record = (await journal.attempts(region, runDate)).find((one) => one.attempt === attempt);
  if (record?.status !== 'interrupted' || record.failure) return outcome;
  const status = outcome.status === 'cancelled' ? 'cancelled' : 'failed';
  const stage = record.asked[record.stages.length] ?? '';
  const finishedAt = host.now().toISOString();
  await journal.save({
    ...record,
    status,
    finishedAt,
    seconds: (Date.parse(finishedAt) - Date.parse(record.startedAt)) / 1000,
    failure: { stage, code: status === 'cancelled' ? 'stopped' : 'process-died', message },
  });
  return { ...outcome, stage };
}
