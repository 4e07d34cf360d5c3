import { expect, test } from 'vitest';
import type { Layout } from './layout.ts';
import { deliveryColumns, presets } from './layout.ts';
import { lineFormat } from './line-format.ts';

const batch = {
  rows: 2,
  columns: {
    dsp_user_id: ['18446744073709551615', '7'],
    score: Float64Array.of(0.1, 1),
    rank: Int32Array.of(7, 8),
    leaves: Int32Array.of(0, 1),
  },
};
const segment = { segment_id: 's1', dsp_segment_id: '771' };
const spec = (layout: Partial<Layout>) => ({
  layout: { ...presets.legacy, ...layout },
  segment,
  runDate: '2026-11-21',
  ttlDays: 3,
});

test('a line has the columns asked for, in their order', () => {
  expect(lineFormat(spec({ columns: deliveryColumns }))(batch, 0)).toBe(
    '18446744073709551615\t771\ts1\t0.1\t7\t1795219200\t0\t4320',
  );
  expect(lineFormat(spec({ columns: ['rank', 'dsp_user_id'], separator: ';' }))(batch, 0)).toBe(
    '7;18446744073709551615',
  );
});

test('whoever leaves has an expiration of -1', () => {
  expect(lineFormat(spec(presets.xandr))(batch, 1)).toBe('7\t1795219200\t771\t0\t-1');
});
