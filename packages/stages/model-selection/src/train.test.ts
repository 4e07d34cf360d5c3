import { MatrixBuilder } from '@lookalikes/linear-model';
import { expect, test } from 'vitest';
import type { Examples } from './examples.ts';
import { evenFolds } from './folds.ts';
import { ModelSelectionOptions } from './options.ts';
import { cutShares } from './shares.ts';
import type { Trained, Untrained } from './train.ts';
import { trainSegments } from './train.ts';
import type { Segment, Training } from './training.ts';

const columns = 8;
const rows = 600;

/** Row r has the columns of its bits; a segment's positives are rows with its bit, most of them. */
function examplesOf(segments: number): Examples {
  const builder = new MatrixBuilder(columns);
  const bitsOf = (row: number) => ((Math.imul(row + 1, 0x9e3779b1) >>> 13) % 255) + 1;
  for (let row = 0; row < rows; row++) {
    builder.startRow();
    for (let column = 0; column < columns; column++) if ((bitsOf(row) >> column) & 1) builder.add(column);
  }
  const known = Array.from({ length: segments }, (_, segment) => {
    const bit = segment % columns;
    const positives = Array.from({ length: rows }, (__, row) => row).filter(
      (row) => (bitsOf(row) >> bit) & 1 && (row * 7 + segment) % 4 !== 0,
    );
    return { positives: Int32Array.from(positives), leftOut: new Int32Array(0) };
  });
  const keys = BigInt64Array.from({ length: rows }, (_, row) => BigInt(row));
  return { matrix: builder.build(), keys, tokens: columns, undrawn: new Int32Array(0), known };
}

const texts = Array.from({ length: columns }, (_, column) => `t${column}`);
const segmentOf = (number: number): Segment => ({
  number,
  id: `s${number}`,
  seeds: 100,
  rate: 1,
  share: 0.1,
  banned: number === 3 ? texts : [],
});

function training(segments: readonly Segment[], of: Partial<Training> = {}): Training {
  const examples = examplesOf(20);
  const shares = cutShares(examples, [
    { share: 0, users: 400 },
    { share: 1, users: 150 },
    { share: 2, users: 50 },
  ]);
  return {
    segments,
    examples,
    shares,
    folds: evenFolds(examples, shares, 5),
    earlier: undefined,
    keep: undefined,
    vocabulary: { tokens: columns, texts, numbers: new Map(texts.map((text, number) => [text, number])) },
    options: ModelSelectionOptions.parse({}),
    signal: new AbortController().signal,
    progress: () => {},
    ...of,
  };
}

async function all(of: Training): Promise<(Trained | Untrained)[]> {
  const outcomes = [];
  for await (const outcome of trainSegments(of)) outcomes.push(outcome);
  return outcomes.toSorted((a, b) => a.segment.number - b.segment.number);
}

test('a segment is trained alike alone and among more than fit into one call', async () => {
  const segments = Array.from({ length: 20 }, (_, number) => segmentOf(number));
  const progress: string[] = [];
  const together = await all(
    training(segments, { progress: (label, done, total) => progress.push(`${label} ${done}/${total}`) }),
  );
  expect(together.map(({ segment }) => segment.number)).toEqual(segments.map(({ number }) => number));
  for (const number of [2, 19]) {
    expect(await all(training([segmentOf(number)]))).toEqual([together[number]]);
  }
  expect(together[3]).toMatchObject({ reason: 'no seed of the train share has a token that counts' });
  expect((together[2] as Trained).validation.auc).toBeGreaterThan(0.8);
  expect(progress).toContain('fit inverse-sqrt-length 1/100');
  expect(progress).toContain('fit binary 100/100');
});

test('stops in the middle of the fits when told to', async () => {
  const controller = new AbortController();
  const enough = new Error('enough');
  const fitting = all(
    training([segmentOf(0), segmentOf(1)], {
      signal: controller.signal,
      progress: (_label, done) => done === 2 && controller.abort(enough),
    }),
  );
  await expect(fitting).rejects.toBe(enough);
});
