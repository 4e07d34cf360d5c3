import { describe, expect, it } from 'vitest';
import type { KeptWeights } from './kept-weights.ts';
import { keptWeightsPieces, readKeptWeights } from './kept-weights.ts';

const kept: KeptWeights = {
  region: 'amer',
  run_date: '2026-11-21',
  tokens: ['π', '@@odd', '@last-day:0'],
  folds: [
    { share: 'train', user_key: 2n ** 60n - 1n },
    { share: 'validation', user_key: 7n },
  ],
  models: [
    {
      segment_id: 'shoes',
      feature_map: 'decayed+activity',
      activity_value: 0.25,
      judged_by: 'folds',
      refitted: Float32Array.of(0.1, -1e-30, 16777216),
      parts: [Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6), Float32Array.of(-0, 1.17549435e-38, 9)],
    },
    {
      segment_id: 'hats',
      feature_map: 'binary',
      activity_value: 0,
      judged_by: 'validation',
      refitted: Float32Array.of(0, 0, 0),
      parts: [Float32Array.of(1, 0, 0)],
    },
  ],
};
const bytesOf = (of: KeptWeights): Buffer => Buffer.concat([...keptWeightsPieces(of)]);

describe('kept weights', () => {
  it('come back to the bit, wherever in memory they were read to', () => {
    const bytes = bytesOf(kept);
    for (const offset of [0, 1, 2, 3]) {
      const moved = Buffer.concat([Buffer.alloc(offset), bytes]).subarray(offset);
      expect(readKeptWeights(moved)).toEqual(kept);
    }
    expect(readKeptWeights(bytesOf({ ...kept, models: [] })).models).toEqual([]);
  });

  it('are refused where they are cut, too long or something else', () => {
    const bytes = bytesOf(kept);
    const refused = (content: Uint8Array, message: RegExp) =>
      expect(() => readKeptWeights(content)).toThrow(
        expect.objectContaining({ code: 'bad-artifact', message: expect.stringMatching(message) }),
      );
    refused(bytes.subarray(0, -4), /amer\/2026-11-21 have 68 bytes of weights, expected 72 for 6 fits of 3 tokens/);
    refused(Buffer.concat([bytes, Buffer.alloc(4)]), /have 76 bytes/);
    refused(bytes.subarray(0, 30), /no JSON/);
    refused(new Uint8Array(0), /no JSON/);
    refused(Buffer.from(bytes.toString('latin1').replace('"version":1', '"version":2'), 'latin1'), /version/);
    refused(Buffer.from(bytes.toString('latin1').replace('"user_key":"7"', '"user_key":"-"'), 'latin1'), /user_key/);
  });
});
