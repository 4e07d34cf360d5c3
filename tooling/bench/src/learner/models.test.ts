import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeArray } from '../workload/arrays.ts';
import { evaluate } from './evaluate.ts';
import { readLiblinear } from './liblinear-model.ts';
import { readVowpal, vowpalBits } from './vowpal-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'lookalikes-bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const liblinear = (label: string): string =>
  `solver_type L2R_LR\nnr_class 2\nlabel ${label}\nnr_feature 2\nbias 100\nw\n0.5 \n-1 \n0.02 \n`;

test("LIBLINEAR's weights count towards +1, tokens it never met are 0, and the bias is what a row adds", () => {
  expect([...readLiblinear(fileOf('a', liblinear('1 -1')), 3)]).toEqual([0.5, -1, 0, 2]);
  expect([...readLiblinear(fileOf('b', liblinear('-1 1')), 3)]).toEqual([-0.5, 1, 0, -2]);
  expect(() => readLiblinear(fileOf('c', liblinear('1 -1')), 1)).toThrow(/3 weights; expected 2 features and a bias/);
});

test("Vowpal Wabbit's constant has a place of its own", () => {
  expect(vowpalBits(1000)).toBe(11);
  const text = `Version 9.11.9\nChecksum: 1\n:0\n0:0.5\n2:-1\n${11_650_396 % 2048}:-4\n`;
  expect([...readVowpal(fileOf('d', text), 1000).subarray(0, 3)]).toEqual([0.5, 0, -1]);
  expect(readVowpal(fileOf('d', text), 1000).at(-1)).toBe(-4);
  expect(() => readVowpal(fileOf('e', 'Version 9.11.9\n'), 1000)).toThrow(/no line :0/);
});

test('the quality of a model is what the formulas say', () => {
  const workload = {
    rowStart: Int32Array.of(0, 1, 2, 3, 4, 6),
    columnIndex: Int32Array.of(0, 1, 0, 1, 0, 1),
    seeds: [Int32Array.of(0, 2)],
  };
  const files = {
    users: 5,
    tokens: 2,
    segments: 1,
    entries: 6,
    trainUsers: 2,
    folder,
    rowStart: '',
    columnIndex: '',
    seeds: '',
    seedCounts: [2],
  };
  const path = join(folder, 'models.f32');
  writeArray(path, Float32Array.of(1, -0.5, 0.25));
  const [quality] = evaluate(files, workload, { path, fits: [{ segment: 0, strength: 2 }] });
  // Users 2, 3, 4 validate: 2 is the seed, with the largest margin.
  expect(quality!.auc).toBe(1);
  const loss = Math.log1p(Math.exp(-1.25)) + Math.log1p(Math.exp(-0.25));
  expect(quality!.objective).toBeCloseTo((1 + 0.25) / 2 + 2 * loss, 12);
  expect(() => evaluate(files, workload, { path, fits: [] })).toThrow(/3 numbers; expected 0 models of 3/);
});
