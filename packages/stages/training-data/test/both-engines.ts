import { pixels, segments } from '@lookalikes/schema';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { given, inputTables, publishedRows } from '@lookalikes/stage-kit/testing';
import { expect } from 'vitest';
import { trainingData } from '../src/stage.ts';
import { hardInputs, hardOptions, runDate } from './hard-inputs.ts';

const segmentRow = (segment_id: string) =>
  ({ segment_id, name: segment_id, dsp: 'an', dsp_segment_id: '1', audience_size: null, ttl_days: null }) as const;

const metadata = given(
  [
    pixels.v1,
    [
      { segment_id: 's', pixel_id: 'p' },
      { segment_id: "it's", pixel_id: "p'2" },
      { segment_id: "it's", pixel_id: 'never fired' },
    ],
  ],
  [segments.v1, [segmentRow('s'), segmentRow("it's"), segmentRow('no-pixel')]],
);

/** Runs the stage on {@link hardInputs}, and gives what it published and said. */
export async function hardNight(world: NightWorld) {
  const inputs = await inputTables(world, hardInputs);
  const { record, error } = await world.run([metadata, trainingData], {
    runDate,
    inputs,
    stages: { 'training-data': hardOptions },
  });
  expect(error).toBeUndefined();
  const { figures, warnings, audits } = record.stages.at(-1)!;
  return { figures, warnings, audits, tables: await publishedRows(world, trainingData) };
}
