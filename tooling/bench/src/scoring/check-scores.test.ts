import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readFloats, writeArray } from '../workload/arrays.ts';
import { makeWorkload, readWorkload } from '../workload/workload.ts';
import { checkScores } from './contestants.ts';
import { scoringWeights } from './weights.ts';

const folder = mkdtempSync(join(tmpdir(), 'lookalikes-bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('scores that are wrong, or too few, are no result', () => {
  const workload = makeWorkload(folder, { users: 200, tokens: 100, segments: 2 });
  const weights = scoringWeights(workload);
  expect(scoringWeights(workload)).toBe(weights);
  const packed = readFloats(weights);
  const { rowStart, columnIndex } = readWorkload(workload);
  const right = new Float32Array(400).map((_, at) => {
    const user = at >> 1;
    const tokens = columnIndex.subarray(rowStart[user], rowStart[user + 1]);
    return tokens.reduce((sum, token) => sum + packed[token * 2 + (at & 1)]!, 0);
  });
  const job = {
    workload,
    weights,
    scores: join(folder, 'scores.f32'),
    repeats: 1,
    precision: 'single' as const,
    threads: 1,
    top: false,
  };
  writeArray(job.scores, right);
  expect(() => checkScores(job)).not.toThrow();
  writeArray(job.scores, right.with(7, right[7]! + 0.001));
  expect(() => checkScores(job)).toThrow(/a score is off by 0\.00/);
  writeArray(job.scores, right.subarray(1));
  expect(() => checkScores(job)).toThrow(/has 399 scores; expected 400/);
});
