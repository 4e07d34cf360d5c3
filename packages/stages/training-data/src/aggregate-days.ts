import type { Day, DayRange } from '@lookalikes/stage-kit';
import { addDays } from '@lookalikes/stage-kit';
import { TrainingDataError } from './error.ts';
import type { TrainingNight } from './manifest.ts';

/**
 * Aggregates the days whose events are new or have changed since they were aggregated, and says which have none.
 *
 * @throws TrainingDataError `not-ready` where the day before the run date has no event at all and that is to be refused
 */
export async function aggregateDays(night: TrainingNight, range: DayRange): Promise<void> {
  const { options, region, runDate } = night;
  const max_events = options.maxEventsPerUserDay;
  const salt = `max_events=${max_events}`;
  const { stale, missing } = await night.staleDays('daily_events', { input: 'events', range, salt });
  const lastDay = addDays(runDate, -1);
  if (missing.includes(lastDay) && options.emptyLastDay === 'refuse') {
    throw new TrainingDataError(
      'not-ready',
      `no events of ${region} on ${lastDay}, the day before the run date: they may not have arrived yet. Try again later, or set stages['training-data'].emptyLastDay to 'accept'.`,
    );
  }
  if (missing.length > 0)
    night.warn(
      'missing-days',
      `no events on ${missing.length} of the days ${range.from} to ${lastDay}: ${some(missing)}`,
    );
  for (let done = 0; done < stale.length; done += night.daysAtOnce) {
    night.progress('aggregating days', done, stale.length);
    const days = stale.slice(done, done + night.daysAtOnce);
    await night.materializeDays('daily_tokens', days, { max_events });
    await night.materializeDays('daily_fires', days, { max_events });
    await night.materializeDays('daily_events', days, { max_events });
  }
  night.figure('days_aggregated', stale.length);
  night.figure('days_missing', missing.length);
}

const some = (days: readonly Day[]): string =>
  days.length <= 6 ? days.join(', ') : `${days.slice(0, 3).join(', ')}, … ${days.slice(-2).join(', ')}`;
