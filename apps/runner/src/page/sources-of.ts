import type { Day } from '@lookalikes/schema';
import { addDays, eachDay } from '@lookalikes/stage-kit';
import type { NightPage } from './page-data.ts';
import type { PageTables } from './read-tables.ts';

/**
 * What each source brought, day by day up to the day before the run date, and what it usually brings on that day of the week. Days
 * before the first that anything is known of are left out.
 */
export function pageSources({ volumes }: Pick<PageTables, 'volumes'>, runDate: Day): NightPage['sources'] {
  const first = volumes.map(({ event_date }) => event_date).toSorted()[0];
  if (first === undefined) return [];
  const days = [...eachDay({ from: first, to: runDate })];
  return [...Map.groupBy(volumes, ({ source }) => source)].map(([source, of]) => {
    const events = new Map(of.map((row) => [row.event_date, row.events]));
    const weekdays = [7, 14, 21, 28].flatMap((age) => events.get(addDays(runDate, -1 - age)) ?? []);
    return { source, days: days.map((day) => ({ day, events: events.get(day) ?? 0 })), usual: median(weekdays) };
  });
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
