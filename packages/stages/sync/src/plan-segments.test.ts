import { expect, test } from 'vitest';
import { presets } from './layout.ts';
import type { SegmentCounts } from './manifest.ts';
import { planSegments } from './plan-segments.ts';

const segment = (segment_id: string, of: Partial<SegmentCounts> = {}): SegmentCounts => ({
  segment_id,
  dsp: 'an',
  dsp_segment_id: `77${segment_id}`,
  ttl_days: null,
  audience_users: 100n,
  without_dsp_id: 20n,
  opted_out: 5n,
  refused_ids: 0n,
  held: 0,
  ...of,
});
const held = (segment_id: string, dsp_segment_id = `77${segment_id}`) => ({
  segment_id,
  dsp: 'an',
  dsp_segment_id,
  ids: 9n,
});
const spec = { runDate: '2026-11-21', layout: presets.xandr, ttlDays: 30, minReach: 75, lockLeave: 1 };
const actions = (...args: Parameters<typeof planSegments>) =>
  planSegments(...args).map(({ dsp_segment_id, action, expires_on, withheld }) => [
    dsp_segment_id,
    action,
    expires_on,
    withheld,
  ]);

test('a segment is delivered from minReach on, by those whom the DSP can reach', () => {
  expect(actions([segment('1'), segment('2', { opted_out: 6n, ttl_days: 7 })], [], spec)).toEqual([
    ['771', 'deliver', '2026-12-21', undefined],
    ['772', 'remove', '2026-11-28', 'below-min-reach'],
  ]);
});

test('a segment that guard rails hold is left as it is, however many it reaches', () => {
  expect(
    actions([segment('1', { held: 1 }), segment('2', { held: 1, audience_users: 0n })], [held('1')], spec),
  ).toEqual([
    ['771', 'leave', '2026-12-21', 'held'],
    ['772', 'leave', '2026-12-21', 'held'],
  ]);
});

test('under a lock, the locked reach counts', () => {
  expect(actions([segment('1', { audience_users: 108n })], [], { ...spec, lockLeave: 1.1 })).toEqual([
    ['771', 'deliver', '2026-12-21', undefined],
  ]);
  expect(actions([segment('1', { audience_users: 107n })], [], { ...spec, lockLeave: 1.1 })[0]?.[1]).toBe('remove');
});

test('without an audience it is left as it is, and told of where the DSP holds somebody', () => {
  const empty = { audience_users: 0n, without_dsp_id: 0n, opted_out: 0n };
  expect(actions([segment('1', empty), segment('2', empty)], [held('2')], spec)).toEqual([
    ['771', 'leave', '2026-12-21', undefined],
    ['772', 'leave', '2026-12-21', 'no-audience'],
  ]);
});

test('what cannot be written is not delivered, where it would be written', () => {
  const odd = segment('a\tb', { dsp_segment_id: '771' });
  expect(actions([odd], [], spec)[0]?.[1]).toBe('deliver');
  const layout = { ...presets.xandr, columns: ['dsp_user_id', 'segment_id'] } as const;
  expect(actions([odd], [], { ...spec, layout })[0]).toEqual(['771', 'leave', '2026-12-21', 'unfit-segment']);
});

test('what is held under another id at the DSP, or of no segment of the night, is left to expire', () => {
  expect(actions([segment('1')], [held('1'), held('1', '5'), held('9')], spec)).toEqual([
    ['771', 'deliver', '2026-12-21', undefined],
    ['5', 'leave', '2026-11-21', undefined],
    ['779', 'leave', '2026-11-21', undefined],
  ]);
});
