import type { Day } from '@lookalikes/schema';
import { Temporal } from 'temporal-polyfill';

/** A run of days, `from` included, `to` not. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

/**
 * The day so many days later, or earlier where the number is negative.
 *
 * @example addDays('2026-11-21', -7) // '2026-11-14'
 */
export function addDays(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** How many days the range has. */
export function dayCount({ from, to }: DayRange): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'day' }).days;
}

/**
 * Every day of a range, in order.
 *
 * @example eachDay({ from: '2026-11-20', to: '2026-11-22' }) // ['2026-11-20', '2026-11-21']
 */
export function eachDay(range: DayRange): Day[] {
  return Array.from({ length: Math.max(0, dayCount(range)) }, (_, index) => addDays(range.from, index));
}

/** The range that is one day. */
export const oneDay = (day: Day): DayRange => ({ from: day, to: addDays(day, 1) });

/** The days of a range that are not among the known ones. */
export const missingDays = (range: DayRange, known: ReadonlySet<Day>): Day[] =>
  eachDay(range).filter((day) => !known.has(day));
