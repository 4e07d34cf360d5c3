import { expect, test } from 'vitest';
import { dateDays, decimalWords, jsonText, timestampMicros } from './texts.ts';

test('dates are days and timestamps microseconds since 1970', () => {
  expect(dateDays('2026-11-21')).toBe(20_778);
  expect(dateDays('1969-12-31')).toBe(-1);
  expect(timestampMicros('1970-01-01 00:00:01.5')).toBe(1_500_000n);
  expect(timestampMicros('1969-12-31 23:59:59.999999')).toBe(-1n);
});

test('a decimal is its unscaled value in 32-bit words', () => {
  expect(decimalWords('12.50', 2)).toEqual([1250, 0, 0, 0]);
  expect(decimalWords('-1', 0)).toEqual([0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff]);
  expect(decimalWords('18446744073709551616', 0)).toEqual([0, 0, 1, 0]);
});

test('an array passes as it is', () => {
  expect(jsonText('["a","b"]')).toBe('["a","b"]');
});

test.each([
  { what: 'a date', read: () => dateDays('21.11.2026') },
  { what: 'a timestamp', read: () => timestampMicros('2026-11-21') },
  { what: 'a decimal of another scale', read: () => decimalWords('12.5', 2) },
  { what: 'an array with a quote in a text', read: () => jsonText('["a"b"]') },
])('what is not $what is refused', ({ read }) => {
  expect(read).toThrow(/^Spark answered with a text that is no /);
});
