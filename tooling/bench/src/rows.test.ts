import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeDocs } from './docs.ts';
import type { Results } from './results.ts';
import { readResults, writeResults } from './results.ts';
import { median, Row, rowsOf } from './rows.ts';
import { tableText } from './table.ts';

const sample = (seconds: number, peakBytes: number | null = 2e8) => ({ seconds, peakBytes });
const fit = (strength: number, auc: number, objective: number) => ({ segment: 0, strength, auc, objective });
const results: Results = {
  command: 'npm run bench -- learner',
  machine: 'a machine',
  workload: 'a workload',
  yardstick: { who: 'exact', quality: [fit(0.1, 0.8, 100), fit(1, 0.7, 200)] },
  contestants: [
    {
      id: 'ours',
      job: 'select',
      who: 'ours',
      ours: true,
      versions: 'ours 1',
      date: '2026-11-21',
      amount: 20,
      unit: 's a segment',
      samples: [sample(4), sample(2), sample(3, 3e8)],
      quality: [fit(0.1, 0.79, 101), fit(1, 0.71, 199)],
    },
    {
      id: 'peer',
      job: 'select',
      who: 'peer, extrapolated from 1 of 2',
      ours: false,
      versions: 'peer 2',
      date: '2026-11-22',
      samples: [sample(90), sample(96)],
      quality: [fit(1, 0.7, 202)],
    },
    {
      id: 'gone',
      job: 'select',
      who: 'gone',
      ours: false,
      versions: '',
      date: '2026-11-22',
      samples: [],
      failure: 'not there',
    },
  ],
};

test('a row is the median and its ratio to ours, and what was not measured is null', () => {
  const rows = rowsOf(results).map((row) => Row.parse(row));
  expect(rows[0]).toMatchObject({ runs: 3, median: 3, min: 2, max: 4, peakMB: 300, ratio: 1, figure: 0.15 });
  expect(rows[0]!.aucDifference).toBeCloseTo(-0.01);
  expect(rows[0]!.maxAucDifference).toBeCloseTo(0.01);
  expect(rows[0]!.objectiveGap).toBeCloseTo(0.01);
  expect(rows[1]).toMatchObject({ median: 93, ratio: 31, figure: null, auc: 0.7, aucDifference: 0 });
  expect(rows[1]!.objectiveGap).toBeCloseTo(3 / 199);
  expect(rows[2]).toMatchObject({ runs: 0, median: null, ratio: null, peakMB: null, auc: null, failure: 'not there' });
});

test('the median', () => {
  expect([median([]), median([3]), median([9, 1]), median([3, 1, 2])]).toEqual([null, 3, 5, 2]);
});

test('the table says what was not measured, and why', () => {
  const text = tableText(rowsOf(results));
  expect(text).toMatch(/peer, extrapolated from 1 of 2 +│ 2 +│ 90\.0 +│ 93\.0 +│ 96\.0 +│ 31 /);
  expect(text).toContain('select: gone: not measured: not there');
});

test('a number a second is written short, and a job has a column where there are several', () => {
  const [ours] = rowsOf(results);
  const rows = [
    { ...ours!, job: 'out', unit: 'rows/s', figure: 18_234_567 },
    { ...ours!, job: 'in', unit: 'rows/s', figure: 1234 },
  ];
  expect(tableText(rows)).toMatch(/out .*│ 18\.2M/);
  expect(tableText(rows)).toMatch(/in .*│ 1234/);
});

test('the page gets the section it has a place for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lookalikes-bench-'));
  const page = join(folder, 'benchmarks.md');
  writeFileSync(page, '# Page\n\n<!-- learner -->\n\nNot yet.\n\n<!-- /learner -->\n\nThe end.\n');
  writeDocs(page, 'learner', results);
  const text = readFileSync(page, 'utf8');
  expect(text).toContain('| ours | 3 | 2.000 | 3.000 | 4.000 | 1.00 | 300 | 0.150 |');
  expect(text).toMatch(
    /^# Page\n\n<!-- learner -->[^]*- versions: ours 1; peer 2\n[^]*<!-- \/learner -->\n\nThe end\.\n$/,
  );
  expect(text).toContain('- command: `npm run bench -- learner`, 2026-11-21 and 2026-11-22\n');
  expect(text).not.toContain('Not yet.');
  expect(() => writeDocs(page, 'growth', results)).toThrow(/no <!-- growth -->/);
  rmSync(folder, { recursive: true });
});

test('results are kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lookalikes-bench-'));
  const path = join(folder, 'results', 'learner.json');
  expect(readResults(path)).toBeUndefined();
  writeResults(path, results);
  expect(readResults(path)).toEqual(results);
  rmSync(folder, { recursive: true });
});
