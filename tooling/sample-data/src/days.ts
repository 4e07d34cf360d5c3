import { Temporal } from 'temporal-polyfill';

/** A calendar day in UTC, as text: YYYY-MM-DD. */
export type Day = string;

/** Whether a text is a calendar day that exists, written YYYY-MM-DD. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= Temporal.PlainYearMonth.from({ year, month }).daysInMonth;
}

/** The day that many days later (earlier, when negative). @example addDays('2026-11-30', 1) === '2026-12-01' */
export function addDays(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** How many days lie from the first to the second. @example daysBetween('2026-11-01', '2026-11-03') === 2 */
export function daysBetween(from: Day, to: Day): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days;
}

/** Every day from the first to the last, both included; none when the last is before the first. */
export function daysFrom(first: Day, last: Day): Day[] {
  return Array.from({ length: Math.max(0, daysBetween(first, last) + 1) }, (_, i) => addDays(first, i));
}

/** The day's number since 1970-01-01, which hashes take as a BIGINT. */
export function dayNumber(day: Day): bigint {
  return BigInt(daysBetween('1970-01-01', day));
}
