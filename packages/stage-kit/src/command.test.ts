import { expect, test } from 'vitest';
import { parseDay, summary } from './command.ts';
import type { StageRecord } from './record.ts';

const written = { table: 'sums_v1', writeId: '0123456789abcdef', checksum: 'c', seconds: 0.1 };
const record: StageRecord = {
  stage: 'counting',
  version: '1.0.0',
  startedAt: '2026-11-21T02:00:00.000Z',
  seconds: 12.345,
  reads: [],
  writes: [
    { ...written, name: 'sums', date: '2026-11-21', rows: 1234 },
    { ...written, name: 'daily', date: '2026-11-19', rows: 5 },
    { ...written, name: 'daily', date: '2026-11-20', rows: 6 },
  ],
  figures: [
    { name: 'users', value: 12 },
    { name: 'seeds', value: null, segment: 's1' },
  ],
  warnings: [
    { code: 'small', message: 'few users' },
    { code: 'small', message: 'few seeds', segment: 's1' },
  ],
  audits: [
    { name: 'key_of_sums', severity: 'error', badRows: 0 },
    { name: 'few', severity: 'warn', badRows: 3 },
  ],
};

test('what a stage did, for a person', () => {
  expect(summary(record)).toEqual([
    'wrote sums: 1,234 rows',
    'wrote daily: 11 rows in 2 days',
    'users 12',
    's1: seeds null',
    'warning: few users',
    'warning: s1: few seeds',
    'audit key_of_sums: ok',
    'audit few: warn, 3 bad rows',
    'counting took 12.3 s',
  ]);
});

test('a day of a command line', () => {
  expect(parseDay('2026-11-21')).toBe('2026-11-21');
  for (const text of ['2026-11-31', '21.11.2026', '2026-11-21T00:00:00Z', '']) {
    expect(() => parseDay(text)).toThrow('expected a day as YYYY-MM-DD');
  }
});
