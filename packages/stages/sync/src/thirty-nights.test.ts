import { delivered } from '@lookalikes/schema';
import { expect, test } from 'vitest';
import { SimulatedDsp } from '../test/simulated-dsp.ts';
import { SyncWorld } from '../test/sync-world.ts';
import { nightOf, runDateOf, wantedOf } from '../test/thirty-nights.ts';

const minReach = 5;
const options = { preset: 'xandr', mode: 'delta', refreshDays: 2, minReach };
/** On these nights a file cannot be put: nothing is delivered. */
const failing = new Set([7, 15, 16]);

test('thirty nights of deltas leave the DSP with the full set, every night', { timeout: 240_000 }, async () => {
  await using world = await SyncWorld.open();
  const dsp = new SimulatedDsp();
  const seen = { added: 0, refreshed: 0, kept: 0, removed: 0, lines: 0, wanted: 0, small: 0 };
  let before: string[] = [];
  for (let day = 1; day <= 30; day++) {
    const night = nightOf(day);
    const runDate = runDateOf(day);
    const inTheWay = `lookalikes/amer/${runDate}/1/part-00000.tsv.gz`;
    if (failing.has(day)) await world.night.store.put(`${inTheWay}/x`, '');
    const { error } = await world.run({ ...night, options });
    const lines = await world.deliveredLines(runDate);
    dsp.take(lines);
    const members = dsp.members(`${runDate}T20:00:00Z`);
    expect((error as { code?: string } | undefined)?.code, runDate).toBe(failing.has(day) ? 'io' : undefined);
    expect(failing.has(day) && lines.length > 0).toBe(false);
    if (failing.has(day)) continue;

    const wanted = wantedOf(night, minReach);
    for (const [segment, ids] of wanted) {
      expect(
        members.filter((member) => member.startsWith(`77${segment} `)),
        `${segment} on ${runDate}`,
      ).toEqual(ids.toSorted());
      if (ids.length === 0) seen.small++;
    }
    // What is not delivered tonight only shrinks, and by nobody who opted out it is kept.
    const others = members.filter((member) => !wanted.has(member.slice(2).split(' ')[0] as string));
    expect(before).toEqual(expect.arrayContaining(others));

    const rows = await world.night.rows(delivered.v1, { runDate });
    const held = rows.filter(({ change }) => change !== 'removed');
    expect(held.map((row) => `${row.dsp_segment_id} ${row.dsp_user_id}`).toSorted()).toEqual(members);
    const gone = new Set(night.optOuts?.map(({ user }) => user));
    expect(held.filter(({ user_id }) => gone.has(user_id))).toEqual([]);

    for (const { change } of rows) seen[change]++;
    seen.lines += lines.length;
    seen.wanted += members.length;
    before = members;
  }
  // The world had what it was made for, and deltas are worth it.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
  expect(seen.removed).toBeGreaterThan(100);
  expect(seen.lines).toBeLessThan(seen.wanted * 0.6);
});
