import { defineDataset, int, inputs } from '@lookalikes/schema';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { describeStage, optionLines } from './describe-stage.ts';
import { days, defineStage, optional, previous } from './stage.ts';

const counts = (name: string, minor = 0) =>
  defineDataset({
    name,
    writtenBy: 'counting',
    version: { major: 2, minor },
    doc: 'Counts.',
    columns: { n: int('A.') },
    key: ['n'],
  });

const counting = defineStage({
  at: import.meta.url,
  name: 'counting',
  doc: 'Counts.',
  reads: {
    tonight: counts('a', 3),
    last: previous(counts('b')),
    week: days(counts('c'), ({ runDate }) => ({ from: runDate, to: runDate })),
    events: inputs.events,
    out: optional(inputs.optOuts),
  },
  writes: { sums: counts('sums'), notes: counts('notes') },
  scratch: ['notes'],
  options: z.strictObject({
    least: z.int().default(5).describe('the smallest count that is kept'),
    label: z.string().optional(),
  }),
  run: async () => {},
});

test('a stage is described by its reads, writes and options', () => {
  expect(describeStage(counting)).toEqual({
    name: 'counting',
    version: counting.version,
    doc: 'Counts.',
    reads: {
      tonight: "a_v2 (2.3), tonight's",
      last: 'b_v2 (2.0), the newest from before tonight',
      week: 'c_v2 (2.0), by day',
      events: 'input events',
      out: 'input optOuts, where config has it',
    },
    writes: { sums: 'sums_v2 (2.0)', notes: 'notes_v2 (2.0), for this run only' },
    options: expect.objectContaining({
      type: 'object',
      additionalProperties: false,
      properties: {
        least: expect.objectContaining({ type: 'integer', default: 5, description: 'the smallest count that is kept' }),
        label: { type: 'string' },
      },
    }),
  });
});

test('an option a line, with its default', () => {
  expect(optionLines(counting)).toEqual(['least (5): the smallest count that is kept', 'label: ']);
  const without = { ...counting, options: z.strictObject({}) };
  expect(optionLines(without)).toEqual([]);
});
