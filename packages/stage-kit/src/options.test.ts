import { expect, test } from 'vitest';
import { z } from 'zod';
import { StageKitError } from './error.ts';
import { parseOptions } from './options.ts';
import { defineStage } from './stage.ts';

const scoring = defineStage({
  at: import.meta.url,
  name: 'scoring',
  doc: 'Scores every user.',
  reads: {},
  writes: {},
  options: z.strictObject({
    audienceSize: z.number('expected a share of users, as in 0.02').default(0.02),
    parts: z.strictObject({ bytes: z.int().optional() }).default({}),
    banned: z.array(z.strictObject({ token: z.string() })).optional(),
  }),
  run: async () => {},
});

test.each([[undefined], [null], [{}]])('%j is the defaults', (options) => {
  expect(parseOptions(scoring, options)).toEqual({ audienceSize: 0.02, parts: {} });
});

const circle: Record<string, unknown> = {};
circle['self'] = circle;

test.each<[unknown, string]>([
  [{ audienceSiz: 1 }, "stages.scoring.audienceSiz: no such key; did you mean 'audienceSize'?"],
  [{ parts: { byte: 1 } }, "stages.scoring.parts.byte: no such key; did you mean 'bytes'?"],
  [
    { banned: [{ token: 'a' }, { token: 'b', tokn: 1 }] },
    "stages.scoring.banned.1.tokn: no such key; did you mean 'token'?",
  ],
  [{ audienceSize: 'all' }, 'stages.scoring.audienceSize: found "all"; expected a share of users, as in 0.02'],
  [{ audienceSize: Number.NaN }, 'stages.scoring.audienceSize: found NaN; expected a share of users, as in 0.02'],
  [{ audienceSize: 2n }, 'stages.scoring.audienceSize: found 2n; expected a share of users, as in 0.02'],
  [{ audienceSize: () => 1 }, 'stages.scoring.audienceSize: found a function; expected a share'],
  [{ audienceSize: circle }, 'stages.scoring.audienceSize: found <ref *1> { self: [Circular *1] }; expected a share'],
  [{ parts: { bytes: 1.5 } }, 'stages.scoring.parts.bytes: found 1.5; '],
  [{ parts: { bytes: 'x'.repeat(100) } }, `stages.scoring.parts.bytes: found "${'x'.repeat(59)}; `],
  [5, 'stages.scoring: found 5; '],
])('names the key, what was found and what was expected: %#', (options, message) => {
  expect(() => parseOptions(scoring, options)).toThrow(
    expect.objectContaining({ name: 'StageKitError', code: 'config', message: expect.stringContaining(message) }),
  );
});

test('every problem is told, a line each', () => {
  const refused = () => parseOptions(scoring, { audienceSize: true, parts: { bytes: 'x' }, top: 1 });
  expect(refused).toThrow(StageKitError);
  expect(refused).toThrow(
    /^stages\.scoring\.audienceSize: .*\nstages\.scoring\.parts\.bytes: .*\nstages\.scoring\.top: .*$/,
  );
});
