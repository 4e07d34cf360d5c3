import { expect, test } from 'vitest';
import type { Results } from '../results.ts';
import { lineThrough, paysFrom, whereItPays } from './where-it-pays.ts';

test('the line through points is the one they lie on', () => {
  expect(
    lineThrough([
      [1, 12],
      [10, 30],
      [50, 110],
    ]),
  ).toEqual({ fixed: 10, perMillion: 2 });
});

test('a warehouse pays from where the two lines meet, with so many times the cores', () => {
  const [machine, warehouse] = [
    { fixed: 10, perMillion: 2 },
    { fixed: 100, perMillion: 4 },
  ];
  expect(paysFrom(machine, warehouse, 4)).toBe(90);
  expect(paysFrom(machine, warehouse, 2)).toBeUndefined();
  expect(paysFrom(machine, warehouse, 1)).toBeUndefined();
  expect(paysFrom(warehouse, machine, 1)).toBe(0);
});

const night = (id: string, seconds: number): Results['contestants'][number] => ({
  id,
  job: 'night',
  who: id,
  ours: false,
  versions: '',
  date: '2026-11-21',
  samples: [{ seconds, peakBytes: null }],
});
const results = (contestants: Results['contestants']): Results => ({
  command: '',
  machine: '',
  workload: '',
  contestants,
});

test('nights of two sizes on both say from where it pays', () => {
  const text = whereItPays(
    results([night('duckdb-1m', 12), night('duckdb-10m', 30), night('spark-1m', 104), night('spark-10m', 140)]),
  );
  expect(text.split('\n').at(-1)).toBe(
    '| first night | 10 s + 2.00 s x E | 100 s + 4.00 s x E | never | never | 90M | 60M | 51M |',
  );
});

test('nothing is said of one size, of one engine, or of what was not measured', () => {
  expect(whereItPays(results([night('duckdb-1m', 12), night('spark-1m', 104)]))).toBe('');
  expect(whereItPays(results([night('duckdb-1m', 12), night('duckdb-10m', 30)]))).toBe('');
  const unmeasured = { ...night('spark-10m', 1), samples: [] };
  expect(
    whereItPays(results([night('duckdb-1m', 12), night('duckdb-10m', 30), night('spark-1m', 1), unmeasured])),
  ).toBe('');
});
