import { expect, test } from 'vitest';
import { z } from 'zod';
import { answerOf, program } from './child.ts';

const shape = z.object({ seconds: z.number() });

test('the answer is the last line', () => {
  expect(answerOf('spark', 'a warning\n{"seconds":2}\n', shape)).toEqual({ seconds: 2 });
});

test.each(['', 'no JSON', '{"seconds":"2"}'])('%j is no answer', (printed) => {
  expect(() => answerOf('spark', printed, shape)).toThrow(/^spark: its last line is not the JSON/);
});

test('a program is run by this Node, its input one argument', () => {
  const { path, args } = program(new URL('../../bin/ours-engine.ts', import.meta.url), { rows: 3 });
  expect(path).toBe(process.execPath);
  expect(args.slice(-2)).toEqual([expect.stringMatching(/bin\/ours-engine\.ts$/), '{"rows":3}']);
});
