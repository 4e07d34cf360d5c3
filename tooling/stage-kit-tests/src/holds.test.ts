import { heldSegments, holdSegment, readHolds, releaseSegment } from '@lookalikes/stage-kit';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writing } from './counting-world.ts';
import { keysOf, newWorld } from './world.ts';

let world: NightWorld;
beforeEach(async () => {
  world = await newWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

const since = '2026-11-21T08:00:00.000Z';
const place = { region: 'amer', segment: '../s 1' } as const;

test('a hold lasts until it is released, and what was released before stays so', async () => {
  expect(await readHolds(world.store, 'amer')).toEqual([]);
  expect(await releaseSegment(world.store, place)).toBeUndefined();
  expect(await releaseSegment(world.store, { ...place, night: '2026-11-20' })).toBe('night');
  expect(await releaseSegment(world.store, { ...place, night: '2026-11-20' })).toBe('night');
  await holdSegment(world.store, place, { since, reason: 'as asked' });
  expect(await readHolds(world.store, 'amer')).toEqual([
    { segment: '../s 1', released: ['2026-11-20'], hold: { since, reason: 'as asked' } },
  ]);
  expect(await readHolds(world.store, 'emeaApac')).toEqual([]);
  expect(await releaseSegment(world.store, { ...place, night: '2026-11-21' })).toBe('hand');
  expect(await readHolds(world.store, 'amer')).toEqual([{ segment: '../s 1', released: ['2026-11-20'] }]);
  expect(await keysOf(world.store, 'holds/')).toEqual(['holds/amer/=2E.=2Fs=201.json']);
});

test.each(['{', '{"segment":1}'])('a hold that says %s is told, and what to do', async (text) => {
  await world.store.put('holds/amer/s1.json', text);
  await expect(readHolds(world.store, 'amer')).rejects.toMatchObject({
    code: 'corrupt',
    message: expect.stringMatching(/s1\.json does not say who holds a segment: .*delete it to forget/s),
  });
});

test('a segment that a stage holds back is in its record, and among its warnings', async () => {
  const holding = writing(async (night) => night.hold('s1', 'too few'), { writes: {} });
  const { record, error } = await world.run([holding]);
  expect([record.status, error, heldSegments(record)]).toEqual(['done', undefined, ['s1']]);
  expect(record.stages).toMatchObject([
    { held: [{ segment: 's1', reason: 'too few' }], warnings: [{ code: 'held', message: 'too few', segment: 's1' }] },
  ]);
});
