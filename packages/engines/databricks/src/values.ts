/** A calendar day of days since 1970-01-01, `YYYY-MM-DD`. */
export const dayText = (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10);

/** Whether a text is a calendar day, `YYYY-MM-DD`. */
export function isDay(day: string): boolean {
  const days = Date.parse(`${day}T00:00:00Z`) / 86_400_000;
  return !Number.isNaN(days) && dayText(days) === day;
}

/** A moment of microseconds since 1970-01-01 UTC, `YYYY-MM-DDTHH:MM:SS.ffffff`. */
export function momentText(micros: bigint): string {
  const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = Number((micros - rest) / 1_000_000n);
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(rest).padStart(6, '0')}`;
}

/** Whether a text is a moment: ISO 8601, at most microseconds, UTC where it has no offset. */
export function isMoment(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.\d{1,6})?(Z|[+-]\d{2}:\d{2})?$/.exec(text);
  const [, day = '', time = '', offset = 'Z'] = match ?? [];
  return match !== null && isDay(day) && !Number.isNaN(Date.parse(`${day}T${time}${offset}`));
}
