import type { RowOf } from '@lookalikes/schema';
import { audiences, guardRails, segments } from '@lookalikes/schema';
import type { StageRecord } from '@lookalikes/stage-kit';
import type { NightWorld, TestInputs } from '@lookalikes/stage-kit/testing';
import { given, inputTables, publishedRows } from '@lookalikes/stage-kit/testing';
import { expect } from 'vitest';
import { sync } from '../src/stage.ts';

/** A night: who is in which audience, and who opted out by then. */
interface Night {
  readonly runDate: string;
  readonly users: Readonly<Record<string, readonly string[]>>;
  readonly inputs: TestInputs;
}

const crowd = Array.from({ length: 40 }, (_, n) => `u${n}`);

const mapping = [
  ...crowd.map((user, n) => ({
    at: '2026-11-01T00:00:00',
    id: String(18_446_744_073_709_551_615n - BigInt(n)),
    user,
    source: 'an',
  })),
  { at: '2026-11-01T00:00:00', id: '9', user: 'ann', source: 'an' },
  { at: '2026-11-01T00:00:00', id: '10', user: 'ann', source: 'an' },
  { at: '2026-11-01T00:00:00', id: '77', user: 'ann', source: 'st' },
  { at: '2026-11-01T00:00:00', id: '200', user: 'bob', source: 'an' },
  { at: '2026-11-19T00:00:00', id: '200', user: 'cat', source: 'an' },
  { at: '2026-11-20T12:00:00', id: '300', user: 'B', source: 'an' },
  { at: '2026-11-20T12:00:00', id: '300', user: 'a', source: 'an' },
  { at: '2026-11-01T00:00:00', id: '', user: 'dan', source: 'an' },
  { at: '2026-11-01T00:00:00', id: 'no number', user: 'dan', source: 'an' },
  ...['h1', 'h2', 'h3'].map((user) => ({ at: '2026-11-01T00:00:00', id: '400', user, source: 'an' })),
  ...[1, 2, 3].map((id) => ({ at: '2026-11-01T00:00:00', id: String(500 + id), user: 'many', source: 'an' })),
];

const named = ['ann', 'bob', 'cat', 'dan', 'B', 'a', 'h3', 'many', 'nobody'];
const optOuts = [
  { user: 'u3', since: '2026-11-19T23:59:59.999999' },
  { user: 'ann', since: '2026-11-20T00:00:00' },
];

/** Deltas over two nights: ids that move, are crowded, shared or unfit, users who come, go and opt out, a segment that goes. */
const nights: readonly Night[] = [
  {
    runDate: '2026-11-19',
    users: { '1': [...named, ...crowd.slice(0, 20)], "it's": crowd.slice(10), '3': ['bob'] },
    inputs: { mapping, optOuts },
  },
  {
    runDate: '2026-11-21',
    users: { '1': [...named.toReversed(), ...crowd.slice(5, 25)], "it's": crowd.slice(20), '4': [] },
    inputs: { mapping, optOuts },
  },
];

const options = {
  preset: 'xandr',
  mode: 'delta',
  maxUsersPerId: 2,
  maxIdsPerUser: 2,
  reachLock: { enter: 0.9, leave: 1.1 },
};

const segment = (segment_id: string): RowOf<typeof segments.v1> => ({
  segment_id,
  name: segment_id,
  dsp: 'an',
  dsp_segment_id: '77',
  audience_size: null,
  ttl_days: segment_id === '1' ? 5 : null,
});

/** Runs the nights, and gives what they published and said. */
export async function deltaNights(world: NightWorld) {
  const said: Pick<StageRecord, 'figures' | 'warnings' | 'audits'>[] = [];
  for (const { runDate, users, inputs } of nights) {
    const { mapping: ids, optOuts: out } = await inputTables(world, inputs);
    const names = Object.keys(users);
    const earlier = given(
      [segments.v1, names.map((name, at) => ({ ...segment(name), dsp_segment_id: `77${at}` }))],
      [
        audiences.v1,
        names.flatMap((segment_id) =>
          (users[segment_id] ?? []).map((user_id, at) => ({
            segment_id,
            user_key: BigInt(at),
            user_id,
            score: -at / 3,
            rank: at + 1,
          })),
        ),
      ],
      [guardRails.v1, []],
    );
    const { record, error } = await world.run([earlier, sync], {
      runDate,
      inputs: { mapping: ids, optOuts: out },
      stages: { sync: options },
    });
    expect(error).toBeUndefined();
    const { figures, warnings, audits } = record.stages.at(-1)!;
    said.push({ figures, warnings, audits });
  }
  return { said, tables: await publishedRows(world, sync) };
}
