import { metadataFiles } from '@lookalikes/schema';
import { expect, test } from 'vitest';
import { reasonCounts, refuseTooMany } from './set-aside.ts';

const { key, columns } = metadataFiles.segments;
const source = { file: 'segments', place: 'the place', columns, layout: { key, header: true, columns } } as const;
const row = (line: number, ...reasons: string[]) => ({ line, content: '', reasons });

test('reasons are counted one by one, the most frequent first', () => {
  expect(reasonCounts([row(2, 'a'), row(3, 'b', 'c'), row(4, 'b')])).toEqual([
    { reason: 'b', rows: 2, line: 3 },
    { reason: 'a', rows: 1, line: 2 },
    { reason: 'c', rows: 1, line: 3 },
  ]);
});

test('a share up to the allowed one passes', () => {
  expect(() => refuseTooMany([row(2, 'a')], { source, rows: 5, most: 0.2 })).not.toThrow();
});

test('above it the file, the share, the most common reasons and the way out are told', () => {
  const rejected = [row(9, 'd'), row(2, 'a'), row(3, 'a'), row(4, 'b'), row(5, 'c')];
  expect(() => refuseTooMany(rejected, { source, rows: 20, most: 0.2 })).toThrow(
    expect.objectContaining({
      code: 'bad-input',
      message:
        '5 of 20 rows (25.0 %) of the place cannot be used; stages.metadata.maxRejectedShare allows 20.0 %. Most common: 2 rows: a (line 2); 1 row: b (line 4); 1 row: c (line 5). Correct the file or stages.metadata.segments, or allow more.',
    }),
  );
});
