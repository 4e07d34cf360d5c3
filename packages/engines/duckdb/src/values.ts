/** A calendar day of DuckDB's days since 1970-01-01, `YYYY-MM-DD`. */
export const dayText = (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10);

/** Days since 1970-01-01 of `YYYY-MM-DD`; NaN where it is no day. */
export function dayNumber(day: string): number {
  const days = Date.parse(`${day}T00:00:00Z`) / 86_400_000;
  return !Number.isNaN(days) && dayText(days) === day ? days : Number.NaN;
}

/** A moment of microseconds since 1970-01-01 UTC, `YYYY-MM-DDTHH:MM:SS.ffffff`. */
export function momentText(micros: bigint): string {
  const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = Number((micros - rest) / 1_000_000n);
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(rest).padStart(6, '0')}`;
}

/**
 * Microseconds since 1970-01-01 UTC of an ISO 8601 text, UTC where it has no offset; undefined where it is no moment.
 *
 * @example momentMicros('2026-11-21T03:00:00.000001') // 1795230000000001n
 */
export function momentMicros(text: string): bigint | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?(Z|[+-]\d{2}:\d{2})?$/.exec(text);
  const [, day = '', time = '', fraction = '', offset = 'Z'] = match ?? [];
  const millis = match && !Number.isNaN(dayNumber(day)) ? Date.parse(`${day}T${time}${offset}`) : Number.NaN;
  return Number.isNaN(millis) ? undefined : BigInt(millis) * 1000n + BigInt(fraction.padEnd(6, '0'));
}
