import { describe, expect, it } from 'vitest';
import type { ModelArtifact } from './model-artifact.ts';
import { modelArtifactLines, readModelArtifact } from './model-artifact.ts';

const artifact: ModelArtifact = {
  region: 'amer',
  run_date: '2026-11-21',
  activity_without: ['pixel', '@@odd'],
  models: [
    {
      segment_id: 'shoes',
      feature_map: 'decayed+activity',
      activity_value: 0.25,
      strength: 3,
      bias: -4.123456789012345,
      calibration: { slope: 0.9, intercept: -0.1 },
      banned_tokens: ['pixel "1"\n', 'π'],
      tokens: ['a', 'b', 'c', 'd'],
      weights: Float32Array.of(0.1, -1e-30, 16777216, 1.17549435e-38),
    },
    {
      segment_id: 'hats',
      feature_map: 'binary',
      activity_value: 0,
      strength: 0.1,
      bias: 0,
      calibration: null,
      banned_tokens: [],
      tokens: [],
      weights: new Float32Array(0),
    },
  ],
};
const bytesOf = (lines: Iterable<string>) => new TextEncoder().encode([...lines].join(''));
const edited = (edit: (line: string, index: number) => string) =>
  bytesOf([...modelArtifactLines(artifact)].map((line, index) => edit(line, index)));

describe('the model artifact', () => {
  it('gives back what was written, weights to the bit', () => {
    expect(readModelArtifact(bytesOf(modelArtifactLines(artifact)))).toEqual(artifact);
  });

  it('keeps every bit of any 32-bit weight', () => {
    const bits = Uint32Array.from({ length: 20_000 }, (_, i) => Math.imul(i + 1, 0x9e3779b1));
    const weights = new Float32Array(bits.buffer).filter((weight) => Number.isFinite(weight));
    const tokens = Array.from(weights, (_, i) => `t${i}`);
    const model = { ...artifact.models[0]!, tokens, weights };
    const read = readModelArtifact(bytesOf(modelArtifactLines({ ...artifact, models: [model] })));
    expect(new Uint32Array(read.models[0]!.weights.buffer)).toEqual(new Uint32Array(weights.buffer));
  });

  it('names the line and the key that is wrong', () => {
    const refused = (edit: (line: string, index: number) => string) => () => readModelArtifact(edited(edit));
    const expectation = (message: RegExp) =>
      expect.objectContaining({ code: 'bad-artifact', message: expect.stringMatching(message) });
    expect(refused((line) => line.replace('"version":1', '"version":2'))).toThrow(expectation(/line 1.*version/s));
    expect(refused((line) => line.replace('"tokens":["a",', '"tokens":['))).toThrow(
      expectation(/line 2.*as many weights as tokens/s),
    );
    expect(refused((line) => line.replace('"binary"', '"cubic"'))).toThrow(expectation(/line 3.*feature_map/s));
    expect(refused((line) => line.slice(0, 40))).toThrow(expectation(/line 1.*no JSON/s));
    expect(refused((line, index) => (index === 2 ? '' : line))).toThrow(expectation(/has 1 models, its header says 2/));
    expect(() => readModelArtifact(new Uint8Array(0))).toThrow(expectation(/line 1/));
  });
});
