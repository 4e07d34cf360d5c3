import type { DayRange } from '@lookalikes/stage-kit';
import type { RowOfColumns } from '@lookalikes/schema';
import type { queries, TrainingNight } from './manifest.ts';

/** A day and how many events it brought. */
type DayEvents = Pick<RowOfColumns<typeof queries.events_by_day>, 'event_date' | 'events'>;

/**
 * So many events become users' days in one statement, unless one day has more: what a window of days has at once is what an engine
 * holds in memory. Five million fit into 1 GB of DuckDB's.
 */
const eventsAtATime = 5_000_000;

/** Writes `user_days`, some days after the others. */
export async function joinDays(night: TrainingNight, range: DayRange): Promise<void> {
  const parts = partsOf(range, await night.query('events_by_day'), eventsAtATime);
  for (const [part, { from, to }] of parts.entries()) {
    night.progress('joining days', part, parts.length);
    await night.materialize('user_days', { from, to }, { part });
  }
}

/**
 * Cuts a range into parts that have not too many events each, and together all its days. A day is never cut.
 *
 * @param days - those that have events, in order
 * @param most - events of a part of several days
 * @example partsOf({ from: '2026-11-01', to: '2026-11-21' }, [{ event_date: '2026-11-04', events: 3n }, { event_date: '2026-11-05', events: 3n }], 5) // [{ from: '2026-11-01', to: '2026-11-05' }, { from: '2026-11-05', to: '2026-11-21' }]
 */
export function partsOf(range: DayRange, days: readonly DayEvents[], most: number): DayRange[] {
  const starts = [range.from];
  let events = 0;
  for (const day of days) {
    const more = Number(day.events);
    if (events > 0 && events + more > most) {
      starts.push(day.event_date);
      events = 0;
    }
    events += more;
  }
  return starts.map((from, part) => ({ from, to: starts[part + 1] ?? range.to }));
}
