import { expect, test } from 'vitest';
import { checkPixels } from './check-pixels.ts';

const check = (...rows: [segment: string, pixel: string][]) =>
  checkPixels(
    rows.map(([segment_id, pixel_id], at) => ({ line: at + 2, content: '', values: { segment_id, pixel_id } })),
    new Set(['s1', 's2']),
  );

test('a segment may have several pixels, and a pixel several segments', () => {
  const { valid, rejected } = check(['s1', 'p1'], ['s1', 'p2'], ['s2', 'p1']);
  expect(valid).toHaveLength(3);
  expect(rejected).toEqual([]);
});

test('repeated pairs, unknown segments and empty ids are set aside', () => {
  const { valid, rejected } = check(['s1', 'p1'], ['s1', 'p1'], ['s3', 'p1'], ['s2', '']);
  expect(valid).toEqual([{ segment_id: 's1', pixel_id: 'p1' }]);
  expect(rejected.map(({ line, reasons }) => [line, reasons.join('; ')])).toEqual([
    [3, 'segment_id and pixel_id repeat an earlier row'],
    [4, 'segment_id names no valid segment'],
    [5, 'pixel_id is empty'],
  ]);
});
