import { expect, test } from 'vitest';
import { dayText, isDay, isMoment, momentText } from './values.ts';

test('days and moments are texts to the microsecond, before 1970 too', () => {
  expect([dayText(0), dayText(-1)]).toEqual(['1970-01-01', '1969-12-31']);
  expect(momentText(-1n)).toBe('1969-12-31T23:59:59.999999');
  expect(momentText(1_795_230_245_000_001n)).toBe('2026-11-21T03:04:05.000001');
});

test.each(['2026-11-31', '2026', '', '2026-1-1', '2026-11-01T00:00:00'])('%j is no day', (text) => {
  expect(isDay(text)).toBe(false);
});

test.each(['2026-11-21T00:00:00', '2026-11-21 00:00:00.123456', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00+01:00'])(
  '%s is a moment',
  (text) => {
    expect(isMoment(text)).toBe(true);
  },
);

test.each(['now', '2026-11-21', '2026-11-31T00:00:00', '2026-11-21T25:00:00', '2026-11-21T00:00:00.1234567'])(
  '%s is none',
  (text) => {
    expect(isMoment(text)).toBe(false);
  },
);
