import { expect, test } from 'vitest';
import { lineFormat } from './line-format.ts';
import { deliveryColumns } from './options.ts';

const batch = {
  rows: 4,
  columns: {
    dsp_user_id: ['18446744073709551615', '', 'a\tb', 'x\u007f'],
    score: Float64Array.of(0.1, 1, 1, 1),
    rank: Int32Array.of(7, 8, 9, 10),
  },
};
const segment = { segment_id: 's1', dsp_segment_id: '771', ttl_days: 3 };
const spec = { columns: deliveryColumns, segment, runDate: '2026-11-21', ttlDays: 30 };

test('a line has the columns asked for, in their order', () => {
  expect(lineFormat(spec)(batch, 0)).toBe('18446744073709551615\t771\ts1\t0.1\t7\t1795219200\t0\t4320');
  expect(lineFormat({ ...spec, columns: ['rank', 'dsp_user_id'] })(batch, 0)).toBe('7\t18446744073709551615');
});

test('a segment that says no ttl has the default', () => {
  const format = lineFormat({ ...spec, columns: ['expiration_minutes'], segment: { ...segment, ttl_days: null } });
  expect(format(batch, 0)).toBe('43200');
});

test('an empty value and control characters are refused', () => {
  const format = lineFormat({ ...spec, columns: ['dsp_user_id'] });
  expect([0, 1, 2, 3].map((row) => format(batch, row))).toEqual([
    '18446744073709551615',
    undefined,
    undefined,
    undefined,
  ]);
});

test('control characters of the segment are refused where they would be written', () => {
  const odd = { ...segment, dsp_segment_id: '77\n1' };
  expect(lineFormat({ ...spec, segment: odd })(batch, 0)).toBeUndefined();
  expect(lineFormat({ ...spec, segment: odd, columns: ['dsp_user_id', 'segment_id'] })(batch, 0)).toBe(
    '18446744073709551615\ts1',
  );
});
