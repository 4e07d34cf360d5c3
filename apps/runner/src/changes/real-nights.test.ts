import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { duckdb } from '@lookalikes/engine-duckdb';
import { files, Journal } from '@lookalikes/stage-kit';
import { beforeAll, describe, expect, it } from 'vitest';
import { lookalikes } from '../../test/lookalikes.ts';
import type { RealNights } from '../../test/real-nights.ts';
import { audienceOf, before, heldOf, historiesOf, night, realNights } from '../../test/real-nights.ts';
import { referenceCauses, referenceChain } from '../../test/reference-chain.ts';
import { sums } from '../../test/world.ts';
import { parseNight } from '../arguments.ts';
import type { RegionChanges } from './diff-text.ts';
import type { SegmentExplanation } from './explain-segment.ts';
import type { UserExplanation } from './explain-user.ts';
import { explainUser } from './explain-user.ts';
import { NightModels } from './night-models.ts';
import type { ReachChange, SegmentChange } from './segment-change.ts';
import { whichNights } from './which-nights.ts';

/** As the world's config binds them. */
const inputs = {
  mapping: files('inputs/mapping/{region}/*.parquet'),
  optOuts: files('inputs/opt-outs/*.parquet'),
};

let nights: RealNights;
let changes: readonly SegmentChange[] = [];

async function json<T>(...args: readonly string[]): Promise<T> {
  const { stdout } = await lookalikes([...args, '--json'], nights.world);
  return JSON.parse(stdout) as T;
}

beforeAll(async () => {
  nights = await realNights();
  const [told] = await json<RegionChanges[]>('diff', `amer/${night}`);
  changes = told?.segments ?? [];
}, 240_000);

const minus = (some: ReadonlySet<string>, others: ReadonlySet<string>): number =>
  [...some].filter((one) => !others.has(one)).length;

/** What became of a set of users, from the two sets. */
const moves = (was: ReadonlySet<string>, is: ReadonlySet<string>) => ({
  reachBefore: was.size,
  reach: is.size,
  joined: minus(is, was),
  left: minus(was, is),
});

describe('two nights of a sample world', () => {
  it('are split exactly, of every segment, in the audience and at the DSP', () => {
    const levels = changes.filter(({ kind }) => kind === 'changed').flatMap((change) => [change, change.delivered]);
    expect(levels.length).toBeGreaterThan(8);
    for (const { reachBefore, reach, joined, left, causes } of levels as ReachChange[]) {
      const sum = (of: 'joined' | 'left' | 'reach') => causes.reduce((total, cause) => total + cause[of], 0);
      expect([sum('joined'), sum('left'), sum('reach')]).toEqual([joined, left, reach - reachBefore]);
      expect(joined - left).toBe(reach - reachBefore);
    }
    const others = changes.filter(({ kind }) => kind !== 'changed');
    expect(others.flatMap(({ causes }) => causes)).toEqual([]);
    expect(others.flatMap(({ delivered }) => delivered?.causes ?? [])).toEqual([]);
  });

  it('are told as they were published', () => {
    expect(changes).toHaveLength(8);
    for (const { segmentId, delivered, ...change } of changes) {
      const [was, is] = [nights.before, nights.night].map(
        (tables) => new Set(audienceOf(tables, segmentId).map(({ user_id }) => user_id)),
      ) as [Set<string>, Set<string>];
      expect(change).toMatchObject(moves(was, is));
      expect(delivered).toMatchObject(moves(heldOf(nights.before, segmentId), heldOf(nights.night, segmentId)));
    }
  });

  it('have the causes that the definition gives, user by user', async () => {
    const models = new NightModels(nights.store);
    const [historiesBefore, histories] = [historiesOf(nights.before), historiesOf(nights.night)];
    const split = changes.filter(({ kind, reach }) => kind === 'changed' && reach > 0);
    expect(split.length).toBeGreaterThan(3);
    for (const { segmentId, causes } of split) {
      const place = nights.night.models.find(({ segment_id }) => segment_id === segmentId);
      const { model, quiet } = await models.find(place as NonNullable<typeof place>);
      const fired = [...nights.before.first_fires, ...nights.before.seeds];
      const chain = referenceChain({
        model,
        quiet: new Set(quiet),
        historiesBefore,
        histories,
        firedBefore: new Set(fired.filter((row) => row.segment_id === segmentId).map(({ user_key }) => user_key)),
        audienceBefore: new Set(audienceOf(nights.before, segmentId).map(({ user_key }) => user_key)),
        audience: new Set(audienceOf(nights.night, segmentId).map(({ user_key }) => user_key)),
      });
      expect([segmentId, causes]).toEqual([segmentId, referenceCauses(chain)]);
    }
  });

  it('show an opt-out as what sync left out', () => {
    const gone = changes.map(({ segmentId, delivered }) => {
      const stayed = new Set(audienceOf(nights.night, segmentId).map(({ user_id }) => user_id));
      const held = heldOf(nights.before, segmentId);
      const opted = nights.optedOut.filter((id) => held.has(id) && stayed.has(id)).length;
      return [opted, delivered?.causes.find(({ cause }) => cause === 'suppression')?.left ?? 0] as const;
    });
    expect(gone.some(([opted]) => opted > 0)).toBe(true);
    expect(gone.filter(([opted, left]) => left < opted)).toEqual([]);
  });
});

describe('lookalikes diff', () => {
  it('prints a line a segment, and of one segment each cause and the tokens', async () => {
    const was = sums(join(nights.world, 'objects'));
    const { status, stdout } = await lookalikes(['diff', `amer/${before}`, `amer/${night}`], nights.world);
    expect([status, sums(join(nights.world, 'objects'))]).toEqual([0, was]);
    expect(stdout).toMatch(/^amer: from 2026-11-20 to 2026-11-21$/m);
    expect(stdout).toMatch(
      /^segment +name +reach +joined +left +weights +histories +users +threshold +suppression +delivered$/m,
    );
    for (const { segmentId, name, reach } of changes) {
      expect(stdout).toMatch(new RegExp(`^${segmentId} +${name} +${reach} \\(`, 'm'));
    }
    const one = await lookalikes(['diff', '--segment', '1002'], nights.world);
    expect(one.stdout).toMatch(/^audience +joined +left +reach$/m);
    expect(one.stdout).toMatch(/^delivered +joined +left +reach$/m);
    expect(one.stdout).toMatch(/^tokens that gained +weight before +after$/m);
    expect(one.stdout).not.toMatch(/^1003/m);
  });
});

describe('nights that cannot be compared', () => {
  it.each([
    [
      'amer/2026-11-20',
      'amer/2026-11-20 has no night before it to be compared with: of amer its first night with audiences is 2026-11-20',
    ],
    ['amer/2026-11-21 amer/2026-11-21', 'expected two nights of one region'],
    ['amer/2026-11-21 emeaApac/2026-11-21', 'expected two nights of one region'],
    ['amer/2026-11-21#1', 'leave out #1'],
    ['emeaApac/2026-11-21', 'of emeaApac no night has audiences'],
  ])('%s', async (line, message) => {
    const asked = whichNights(nights.store, 'amer', line.split(' ').map(parseNight));
    await expect(asked).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining(message) as string });
  });

  it('are the newest and the one before it where none is named', async () => {
    expect(await whichNights(nights.store, 'amer', [])).toEqual({ region: 'amer', before, night });
    await expect(whichNights(nights.store, 'emeaApac', [])).rejects.toThrow('emeaApac has no night before it');
  });
});

it.each([
  [
    'diff amer/2026-11-21 --segment 102',
    "no segment '102' in amer/2026-11-20 or amer/2026-11-21; did you mean '1002'?",
  ],
  ['explain 1002 --user nobody-at-all', 'amer/2026-11-21 knows no such user'],
])('lookalikes %s ends with status 2 and says why', async (line, message) => {
  const { status, stdout, stderr } = await lookalikes(line.split(' '), nights.world);
  expect([status, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
  expect(stderr).not.toContain('nobody-at-all');
});

it('a segment that two regions have is not explained without saying of which', async () => {
  const journal = new Journal(nights.store);
  const [record] = await journal.attempts('amer', night);
  await journal.save({ ...record!, region: 'emeaApac', run: `emeaApac/${night}#1` });
  const { status, stderr } = await lookalikes(['explain', '1002'], nights.world);
  await nights.store.delete(`runs/emeaApac/${night}/0001.json`);
  expect([status, stderr]).toEqual([
    2,
    'error: segment 1002 is in several regions; say which: --night amer/2026-11-21, or --night emeaApac/2026-11-21\n',
  ]);
});

describe('lookalikes explain', () => {
  it('says what an audience was chosen by, beside the night before', async () => {
    const told = await json<SegmentExplanation>('explain', '1002');
    const rows = audienceOf(nights.night, '1002');
    expect(told.model).toMatchObject({
      night,
      reach: rows.length,
      threshold: rows.reduce((least, { score }) => Math.min(least, score), Infinity),
      criterion: 'auc',
      criterionValue: expect.any(Number) as number,
    });
    expect(told.before).toMatchObject({ night: before, reach: audienceOf(nights.before, '1002').length });
    const histories = historiesOf(nights.night);
    const shown = [...told.tokensUp, ...told.tokensDown].filter(({ token }) => !/^@[^@]/.test(token));
    expect(shown.length).toBeGreaterThan(10);
    for (const { token, users } of shown) {
      const having = rows.filter(({ user_key }) => histories.get(user_key)?.some(({ name }) => name === token));
      expect([token, users]).toEqual([token, having.length]);
    }
    const { stdout } = await lookalikes(['explain', '1002', '--night', `amer/${before}`], nights.world);
    expect(stdout).toMatch(/^1002 .*, amer\/2026-11-20\n +2026-11-20\nusers taken +[\d,]+$/m);
    expect(stdout).toMatch(/^tokens that pull in +weight +before +users +adds on average$/m);
  });

  it('adds up to the published score of a user, and leaves no trace of who was asked for', async () => {
    const was = sums(join(nights.world, 'objects'));
    const chosen = audienceOf(nights.night, '1002').find(({ rank }) => rank === 7);
    const { user_id = '', score = 0 } = chosen ?? {};
    const told = await json<UserExplanation>('explain', '1002', '--user', user_id);
    expect(told).toMatchObject({ standing: 'chosen', rank: 7, publishedScore: score });
    const sum = told.contributions.reduce((total, { contribution }) => total + contribution, told.bias as number);
    expect(Math.abs(sum - score)).toBeLessThan(1e-6 * Math.max(1, Math.abs(score)));
    const { stdout, stderr } = await lookalikes(['explain', '1002', '--user', user_id], nights.world);
    expect([stdout, stderr]).toEqual([expect.stringMatching(/^in the audience: rank 7 of /m), '']);
    expect(stdout).toMatch(/^score +-?[\d.]+$/m);
    expect(sums(join(nights.world, 'objects'))).toEqual(was);
    const journalled = readFileSync(join(nights.world, `objects/runs/amer/${night}/0001.json`), 'utf8');
    expect(journalled).not.toContain(user_id);
  });

  it('says why a user is in no audience, or not at the DSP', async () => {
    const rows = audienceOf(nights.night, '1002');
    const inAudience = new Set(rows.map(({ user_id }) => user_id));
    const fired = nights.night.first_fires.filter(({ segment_id }) => segment_id === '1002');
    const firedIds = new Set(fired.map(({ user_id }) => user_id));
    const scorable = nights.night.users.filter((row) => row.window === 'score').map(({ user_id }) => user_id);
    const held = heldOf(nights.night, '1002');
    const asked: readonly (string | undefined)[] = [
      scorable.find((id) => !inAudience.has(id) && !firedIds.has(id)),
      scorable.find((id) => firedIds.has(id)),
      nights.optedOut.find((id) => inAudience.has(id)),
      [...inAudience].find((id) => !held.has(id) && !nights.optedOut.includes(id)),
    ];
    const told: (readonly string[])[] = [];
    const of = { store: nights.store, region: 'amer', night, segment: '1002', inputs } as const;
    const engine = await duckdb({ path: '.lookalikes/amer.duckdb' }).open({ root: nights.world, region: 'amer' });
    for (const id of asked) {
      const { standing, delivery } = await explainUser({ ...of, engine, user: String(id) });
      told.push([standing, delivery]);
    }
    await engine.close();
    expect(told).toEqual([
      ['below', 'not-chosen'],
      ['fired', 'not-chosen'],
      ['chosen', 'opted-out'],
      ['chosen', expect.stringMatching(/^unmapped$|^left-out$|^opted-out$/)],
    ]);
  });
});
