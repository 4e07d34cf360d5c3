import { expect, test } from 'vitest';
import { windowsOf } from './windows.ts';

test('features end where labels begin, and labels end at the run date', () => {
  const windows = windowsOf('2026-11-21', { historyDays: 30, labelDays: 7 });
  expect(windows.train).toEqual({ from: '2026-10-15', to: '2026-11-14' });
  expect(windows.label).toEqual({ from: '2026-11-14', to: '2026-11-21' });
  expect(windows.score).toEqual({ from: '2026-10-22', to: '2026-11-21' });
  expect(windows.all).toEqual({ from: '2026-10-15', to: '2026-11-21' });
});

test('windows cross a leap day and a year', () => {
  const windows = windowsOf('2028-03-01', { historyDays: 60, labelDays: 1 });
  expect(windows.label.from).toBe('2028-02-29');
  expect(windows.train.from).toBe('2027-12-31');
});
