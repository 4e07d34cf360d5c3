import { expect, test } from 'vitest';
import { addDays, dayCount, eachDay, missingDays, oneDay } from './days.ts';

test('a day so many days later or earlier, across months, years and leap days', () => {
  expect(addDays('2026-11-21', -7)).toBe('2026-11-14');
  expect(addDays('2026-11-30', 1)).toBe('2026-12-01');
  expect(addDays('2027-01-01', -1)).toBe('2026-12-31');
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2026-11-21', 0)).toBe('2026-11-21');
});

test('a range has its first day and not its last', () => {
  const range = { from: '2026-10-30', to: '2026-11-02' };
  expect(dayCount(range)).toBe(3);
  expect(eachDay(range)).toEqual(['2026-10-30', '2026-10-31', '2026-11-01']);
  expect(eachDay(oneDay('2026-11-30'))).toEqual(['2026-11-30']);
});

test('a range that ends where it begins, or before, has no days', () => {
  expect(eachDay({ from: '2026-11-21', to: '2026-11-21' })).toEqual([]);
  expect(dayCount({ from: '2026-11-21', to: '2026-11-20' })).toBe(-1);
  expect(eachDay({ from: '2026-11-21', to: '2026-11-20' })).toEqual([]);
});

test('the days of a range that are not known', () => {
  const known = new Set(['2026-11-02', '2026-11-09']);
  expect(missingDays({ from: '2026-11-01', to: '2026-11-04' }, known)).toEqual(['2026-11-01', '2026-11-03']);
});

test('what is no day is refused', () => {
  expect(() => addDays('2026-11-31', 1)).toThrow(RangeError);
});
