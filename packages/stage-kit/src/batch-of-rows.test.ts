import { bigint, boolean, date, defineDataset, double, int, nullable, text } from '@lookalikes/schema';
import { expect, test } from 'vitest';
import { batchOfRows } from './batch-of-rows.ts';

const things = defineDataset({
  name: 'things',
  writtenBy: 'a test',
  version: { major: 1, minor: 0 },
  doc: 'Things.',
  columns: {
    id: text('The thing.'),
    seen: date('When.'),
    few: int('A few.'),
    many: bigint('Many.'),
    share: double('A share.'),
    good: boolean('Good or not.'),
    size: nullable(double('A size.')),
  },
  key: ['id'],
});

test('rows become columns: typed arrays, and plain ones where there may be nulls', () => {
  const rows = [
    { id: 'a', seen: '2026-11-20', few: 1, many: 2n ** 60n, share: 0.5, good: true, size: null },
    { id: 'b', seen: '2026-11-21', few: -2, many: 3n, share: 0.1, good: false, size: 2.5 },
  ];
  expect(batchOfRows(things, rows)).toEqual({
    rows: 2,
    columns: {
      id: ['a', 'b'],
      seen: ['2026-11-20', '2026-11-21'],
      few: Int32Array.of(1, -2),
      many: BigInt64Array.of(2n ** 60n, 3n),
      share: Float64Array.of(0.5, 0.1),
      good: Uint8Array.of(1, 0),
      size: [null, 2.5],
    },
  });
});

test('no rows are a batch of empty columns', () => {
  expect(batchOfRows(things, [])).toMatchObject({ rows: 0, columns: { few: new Int32Array(), size: [] } });
});
