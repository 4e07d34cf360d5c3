import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TopK } from './top-k.ts';

type Entry = readonly [score: number, high: number, low: number];

function best(entries: readonly Entry[], k: number): Entry[] {
  const top = new TopK(k);
  for (const [score, high, low] of entries) top.add(score, high, low);
  const { scores, keyHigh, keyLow } = top.result();
  return Array.from(scores, (score, at) => [score, keyHigh[at]!, keyLow[at]!]);
}

function sorted(entries: readonly Entry[], k: number): Entry[] {
  return entries.toSorted((a, b) => b[0] - a[0] || a[1] - b[1] || a[2] - b[2]).slice(0, k);
}

describe('TopK', () => {
  test('breaks ties by key, upper half first, as unsigned numbers', () => {
    const entries: Entry[] = [
      [1, 2, 0],
      [1, 1, 0xffffffff],
      [1, 0xffffffff, 0],
      [2, 9, 9],
      [1, 1, 3],
    ];
    expect(best(entries, 4)).toEqual([
      [2, 9, 9],
      [1, 1, 3],
      [1, 1, 0xffffffff],
      [1, 2, 0],
    ]);
  });

  test('passes over NaN, and over nothing else', () => {
    const entries: Entry[] = [
      [NaN, 0, 0],
      [-Infinity, 0, 1],
      [Infinity, 0, 2],
    ];
    expect(best(entries, 5)).toEqual([
      [Infinity, 0, 2],
      [-Infinity, 0, 1],
    ]);
  });

  test('equals sorting, whatever the order of arrival', () => {
    const entry = fc.tuple(fc.constantFrom(-1, 0, 0.5, 3), fc.nat(3), fc.nat(5000));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 300 }), fc.integer({ min: 1, max: 40 }), (entries, k) => {
        const expected = sorted(entries, k);
        expect(best(entries, k)).toEqual(expected);
        expect(best(entries.toReversed(), k)).toEqual(expected);
        expect(best(sorted(entries, entries.length), k)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test('holds for a long stream of arrivals, sorted, reversed and equal, past its first buffer', () => {
    const n = 40_000;
    const streams: Record<string, (at: number) => Entry> = {
      mixed: (at) => [(at * 7919) % 1009, at & 3, at],
      rising: (at) => [at, 0, at],
      falling: (at) => [n - at, 0, at],
      equal: (at) => [1, 0, n - at],
    };
    for (const [name, stream] of Object.entries(streams)) {
      const entries = Array.from({ length: n }, (_, at) => stream(at));
      expect(best(entries, 3000), name).toEqual(sorted(entries, 3000));
    }
  });

  test('goes on after a result', () => {
    const top = new TopK(2);
    for (const low of [1, 2, 3]) top.add(low, 0, low);
    expect([...top.result().keyLow]).toEqual([3, 2]);
    top.add(2.5, 0, 9);
    top.add(0, 0, 8);
    expect([...top.result().keyLow]).toEqual([3, 9]);
  });

  test('-0 and 0 are the same score', () => {
    const entries: Entry[] = [
      [-0, 0, 2],
      [0, 0, 1],
    ];
    expect(best(entries, 2)).toEqual([
      [0, 0, 1],
      [0, 0, 2],
    ]);
  });

  test.each([0, -1, 1.5, NaN, 2 ** 31])('refuses k = %s', (k) => {
    expect(() => new TopK(k)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
