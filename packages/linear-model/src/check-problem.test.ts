import { describe, expect, test } from 'vitest';
import { fitPath } from './fit-path.ts';
import type { Lane, PathOptions, Problem } from './problem.ts';

const ints = (...values: number[]): Int32Array => Int32Array.from(values);

const lane: Lane = { name: 'shoes', positives: ints(0), excluded: ints(), banned: ints() };
const problem: Problem = {
  // Rows {0}, {1}, {0, 1}, {}.
  matrix: { rows: 4, columns: 2, rowStart: ints(0, 1, 2, 4, 4), columnIndex: ints(0, 1, 0, 1) },
  lanes: [lane],
  rowScale: 'none',
};

async function first(change: Partial<Problem>, options: Partial<PathOptions> = {}): Promise<unknown> {
  const { value } = await fitPath({ ...problem, ...change }, { strengths: [1], ...options }).next();
  return value;
}

const lanes = (change: Partial<Lane>): Partial<Problem> => ({ lanes: [{ ...lane, ...change }] });

test('takes a good problem', async () => {
  expect(await first({})).toMatchObject({ positives: 1, negatives: 2 });
});

describe('before the first fit, fitPath refuses', () => {
  test.each<[string, string, Partial<Problem>, RegExp]>([
    ['a broken matrix', 'invalid-matrix', { matrix: { ...problem.matrix, rows: 3 } }, /rowStart has 5 entries/],
    [
      'a positive out of range',
      'invalid-lane',
      lanes({ positives: ints(4) }),
      /"shoes": positives\[0\] is 4; expected 0 to 3/,
    ],
    ['positives out of order', 'invalid-lane', lanes({ positives: ints(1, 0) }), /positives\[1\] is 0, after 1/],
    ['a positive twice', 'invalid-lane', lanes({ positives: ints(1, 1) }), /positives\[1\] is 1, after 1/],
    ['an excluded row out of range', 'invalid-lane', lanes({ excluded: ints(-1) }), /excluded\[0\] is -1/],
    [
      'a banned column out of range',
      'invalid-lane',
      lanes({ banned: ints(0, 2) }),
      /banned\[1\] is 2; expected 0 to 1/,
    ],
    [
      'a row both positive and excluded',
      'invalid-lane',
      lanes({ positives: ints(0, 2), excluded: ints(1, 2) }),
      /lane "shoes": row 2 is both positives\[1\] and excluded\[1\]/,
    ],
    [
      'a prior of another length',
      'invalid-lane',
      lanes({ prior: { weights: new Float32Array(3) } }),
      /"shoes": prior.weights has 3 entries; expected one a column, 2/,
    ],
    [
      'a prior that is no number',
      'invalid-lane',
      lanes({ prior: { weights: Float32Array.of(0, NaN) } }),
      /prior.weights\[1\] is NaN; expected a finite/,
    ],
    [
      'a prior bias that is no number',
      'invalid-lane',
      lanes({ prior: { weights: new Float32Array(2), bias: Infinity } }),
      /prior.bias is Infinity/,
    ],
    [
      'a lane without positives',
      'no-examples',
      lanes({ positives: ints() }),
      /"shoes": 0 positive and 3 negative rows/,
    ],
    [
      'a lane without negatives',
      'no-examples',
      lanes({ excluded: ints(1, 2) }),
      /"shoes": 1 positive and 0 negative rows/,
    ],
    [
      'a lane whose positive has banned columns only',
      'no-examples',
      lanes({ banned: ints(0) }),
      /0 positive and 2 negative/,
    ],
    ['a lane whose positive is untrainable', 'no-examples', { trainable: Uint8Array.of(0, 1, 1, 1) }, /0 positive/],
    ['a trainable of another length', 'invalid-argument', { trainable: new Uint8Array(3) }, /trainable has 3 entries/],
    [
      'a trainable that is neither 0 nor 1',
      'invalid-argument',
      { trainable: Uint8Array.of(1, 2, 1, 1) },
      /trainable\[1\] is 2/,
    ],
    ['an unknown row scale', 'invalid-argument', { rowScale: 'l2' as 'none' }, /rowScale is l2/],
  ])('%s', async (_, code, change, message) => {
    await expect(first(change)).rejects.toMatchObject({
      name: 'LinearModelError',
      code,
      message: expect.stringMatching(message),
    });
  });

  test('a later lane without examples, before the first lane is trained', async () => {
    const change = { lanes: [lane, { ...lane, name: 'hats', positives: ints() }] };
    await expect(first(change)).rejects.toThrow(/lane "hats"/);
  });

  test.each<[string, Partial<PathOptions>, RegExp]>([
    ['no strengths', { strengths: [] }, /lane "shoes": strengths is empty/],
    ['a strength of 0', { strengths: [0, 1] }, /strengths\[0\] is 0; expected a finite number above 0/],
    [
      'strengths that do not rise',
      { strengths: () => [1, 1] },
      /strengths\[1\] is 1; expected a finite number above 1/,
    ],
    ['a strength that is NaN', { strengths: [NaN] }, /strengths\[0\] is NaN/],
    ['an infinite strength', { strengths: [Infinity] }, /strengths\[0\] is Infinity/],
    ['a tolerance of 0', { tolerance: 0 }, /tolerance is 0/],
    ['a tolerance that is NaN', { tolerance: NaN }, /tolerance is NaN/],
    ['half an epoch', { maxEpochs: 0.5 }, /maxEpochs is 0\.5/],
    ['a negative seed', { seed: -1 }, /seed is -1/],
  ])('%s', async (_, options, message) => {
    await expect(first({}, options)).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringMatching(message),
    });
  });
});
