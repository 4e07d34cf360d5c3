import { expect, test } from 'vitest';
import { dayNumber, dayText, momentMicros, momentText } from './values.ts';

test.each([
  ['1970-01-01', 0],
  ['1969-12-31', -1],
  ['2024-02-29', 19_782],
])('%s is day %i', (text, days) => {
  expect(dayNumber(text)).toBe(days);
  expect(dayText(days)).toBe(text);
});

test.each(['2026-02-29', '2026-11-99', '2026-1-1', '', '2026-11-21T00:00:00', 'today'])('%j is no day', (text) => {
  expect(dayNumber(text)).toBeNaN();
});

test.each([
  ['1970-01-01T00:00:00.000000', 0n],
  ['1969-12-31T23:59:59.999999', -1n],
  ['2026-11-21T03:00:00.000001', 1_795_230_000_000_001n],
])('%s is moment %i', (text, micros) => {
  expect(momentMicros(text)).toBe(micros);
  expect(momentText(micros)).toBe(text);
});

test.each([
  ['2026-11-21T03:00:00Z', '2026-11-21T03:00:00.000000'],
  ['2026-11-21 03:00:00.5', '2026-11-21T03:00:00.500000'],
  ['2026-11-21T03:00:00+02:00', '2026-11-21T01:00:00.000000'],
])('%s is %s in UTC', (text, expected) => {
  expect(momentText(momentMicros(text) as bigint)).toBe(expected);
});

test.each(['2026-02-30T00:00:00', '2026-11-21', '2026-11-21T25:00:00', '2026-11-21T00:00:00.1234567', ''])(
  '%j is no moment',
  (text) => {
    expect(momentMicros(text)).toBeUndefined();
  },
);
