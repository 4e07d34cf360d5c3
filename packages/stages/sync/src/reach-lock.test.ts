import { delivered } from '@lookalikes/schema';
import { expect, test } from 'vitest';
import { SyncWorld } from '../test/sync-world.ts';

const users = Array.from({ length: 44 }, (_, at) => `u${String(at).padStart(2, '0')}`);
const mapping = users.map((user, at) => ({ id: String(at + 1), user }));
const reachLock = { enter: 0.8, leave: 1.1 };
const reach = 40;

/** The rule in words of its own: the best are in, then who was in and is not far behind, then the next best. */
function chosen(audience: readonly string[], held: ReadonlySet<string>): string[] {
  const best = audience.slice(0, reachLock.enter * reach);
  const staying = audience.slice(best.length, reachLock.leave * reach).filter((user) => held.has(user));
  const others = audience.filter((user) => !best.includes(user) && !staying.includes(user));
  return [...best, ...staying, ...others].slice(0, reach).toSorted();
}

/** The same users, those around the edge of the reach in another order every night. */
function shuffled(night: number): string[] {
  const edge = users.slice(28);
  const place = (user: string) => (Number(user.slice(1)) * 7 * (night + 1)) % 16;
  return [...users.slice(0, 28), ...edge.toSorted((a, b) => place(a) - place(b) || (a < b ? -1 : 1))];
}

test('the reach is the same each night, and who is in stays until he falls behind', { timeout: 120_000 }, async () => {
  await using world = await SyncWorld.open();
  let held = new Set<string>();
  let entered = 0;
  let enteredWithout = 0;
  let top = new Set<string>();
  for (let night = 0; night < 6; night++) {
    const runDate = `2026-11-1${night}`;
    const audience = shuffled(night);
    const options = { preset: 'xandr', mode: 'delta', reachLock };
    const { error } = await world.run({ users: { '1': audience }, mapping, options, runDate });
    expect(error).toBeUndefined();
    const rows = await world.night.rows(delivered.v1, { runDate });
    const now = rows.filter(({ change }) => change !== 'removed').map(({ user_id }) => user_id);
    expect(now.toSorted()).toEqual(chosen(audience, held));
    expect(now).toHaveLength(reach);
    const unlocked = new Set(audience.slice(0, reach));
    if (night > 0) {
      entered += now.filter((user) => !held.has(user)).length;
      enteredWithout += [...unlocked].filter((user) => !top.has(user)).length;
    }
    held = new Set(now);
    top = unlocked;
  }
  expect(enteredWithout).toBeGreaterThan(5);
  expect(entered).toBeLessThan(enteredWithout / 2);
});

test('users whom the DSP cannot reach have no place, and minReach counts the locked reach', async () => {
  await using world = await SyncWorld.open();
  const options = { preset: 'xandr', reachLock: { enter: 1, leave: 2 }, minReach: 3 };
  const audience = ['none', 'u00', 'u01', 'u02', 'u03', 'u04'];
  await world.run({ users: { '1': audience, '2': [...audience, 'u05'] }, mapping, options });
  const rows = await world.night.rows(delivered.v1);
  expect(rows.map(({ segment_id, user_id }) => `${segment_id} ${user_id}`)).toEqual(['2 u00', '2 u01', '2 u02']);
});
