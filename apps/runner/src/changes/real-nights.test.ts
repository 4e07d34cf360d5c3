import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { duckdb } from '@lookalikes/engine-duckdb';
import type { Dataset, RowOf } from '@lookalikes/schema';
import {
  audiences,
  delivered,
  featureName,
  firstFires,
  models,
  seeds,
  tokens,
  users,
  userTokens,
} from '@lookalikes/schema';
import type { ObjectStore } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
import { beforeAll, describe, expect, it } from 'vitest';
import { lookalikes } from '../../test/lookalikes.ts';
import { published } from '../../test/published.ts';
import type { ReferenceHistories } from '../../test/reference-chain.ts';
import { referenceCauses, referenceChain } from '../../test/reference-chain.ts';
import { smallWorld, sums } from '../../test/world.ts';
import type { RegionChanges } from './diff-text.ts';
import type { SegmentExplanation } from './explain-segment.ts';
import type { UserExplanation } from './explain-user.ts';
import { NightModels } from './night-models.ts';
import type { ReachChange, SegmentChange } from './segment-change.ts';

const [before, night] = ['2026-11-20', '2026-11-21'] as const;
let world = '';
let store: ObjectStore;
let changes: readonly SegmentChange[] = [];
let tables: Readonly<Record<'before' | 'night', Readonly<Record<string, RowOf<Dataset>[]>>>>;
let optedOut: readonly string[] = [];

type AudienceRow = RowOf<typeof audiences.v1>;
type DeliveredRow = RowOf<typeof delivered.v1>;

const json = async <T>(...args: readonly string[]): Promise<T> => {
  const { status, stdout, stderr } = await lookalikes([...args, '--json'], world);
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as T;
};
const datasets = [
  audiences.v1,
  delivered.v1,
  firstFires.v1,
  models.v1,
  seeds.v1,
  tokens.v1,
  users.v1,
  userTokens.v1,
] as const;
const tablesOf = (date: string) =>
  published(
    {
      engine: ({ region }) => duckdb({ path: `.lookalikes/${region}.duckdb`, memoryLimit: '512MB' }),
      store,
      folder: world,
    },
    ['amer', date],
    datasets,
  );
const audienceOf = (at: 'before' | 'night', segment: string) =>
  (tables[at].audiences as AudienceRow[]).filter(({ segment_id }) => segment_id === segment);
const heldOf = (at: 'before' | 'night', segment: string) =>
  new Set(
    (tables[at].delivered as DeliveredRow[])
      .filter(({ segment_id, change }) => segment_id === segment && change !== 'removed')
      .map(({ user_id }) => user_id),
  );

/** Makes some users whom the DSP holds opt out between the two nights. */
async function optOut(ids: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = ids.map((id) => `('${id}', TIMESTAMP '2026-11-20 12:00:00')`).join(', ');
  const file = join(world, 'inputs/opt-outs/late.parquet');
  await connection.run(`COPY (SELECT * FROM (VALUES ${rows}) AS told(user_id, since)) TO '${file}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}

beforeAll(async () => {
  world = await smallWorld();
  store = await fileStore({ root: 'objects' }).open({ root: world });
  const run = (date: string) => lookalikes(['run', '--region', 'amer', '--date', date, '--log', 'none'], world);
  expect((await run(before)).status).toBe(0);
  const held = (await tablesOf(before)).delivered as DeliveredRow[];
  optedOut = [...new Set(held.map(({ user_id }) => user_id))].toSorted().slice(0, 25);
  await optOut(optedOut);
  expect((await run(night)).status).toBe(0);
  tables = { before: await tablesOf(before), night: await tablesOf(night) };
  const [told] = await json<RegionChanges[]>('diff', `amer/${night}`);
  expect(told).toMatchObject({ region: 'amer', before, night });
  changes = told?.segments ?? [];
}, 240_000);

const exact = ({ reachBefore, reach, joined, left, causes }: ReachChange): void => {
  const sum = (of: 'joined' | 'left' | 'reach') => causes.reduce((total, cause) => total + cause[of], 0);
  expect([sum('joined'), sum('left'), sum('reach')]).toEqual([joined, left, reach - reachBefore]);
  expect(joined - left).toBe(reach - reachBefore);
};

describe('two nights of a sample world', () => {
  it('are split exactly, of every segment, in the audience and at the DSP', () => {
    expect(changes.length).toBe(8);
    const kinds = changes.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'changed').length).toBeGreaterThan(3);
    for (const change of changes) {
      if (change.kind === 'changed') {
        exact(change);
        exact(change.delivered as ReachChange);
      } else expect([change.causes, change.delivered?.causes]).toEqual([[], []]);
    }
  });

  it('are told as they were published', () => {
    for (const { segmentId, delivered: held, ...change } of changes) {
      const [was, is] = (['before', 'night'] as const).map(
        (at) => new Set(audienceOf(at, segmentId).map(({ user_id }) => user_id)),
      ) as [Set<string>, Set<string>];
      expect(change).toMatchObject({
        reachBefore: was.size,
        reach: is.size,
        joined: is.difference(was).size,
        left: was.difference(is).size,
      });
      const [heldBefore, heldNow] = [heldOf('before', segmentId), heldOf('night', segmentId)];
      expect(held).toMatchObject({
        reachBefore: heldBefore.size,
        reach: heldNow.size,
        joined: heldNow.difference(heldBefore).size,
        left: heldBefore.difference(heldNow).size,
      });
    }
  });

  it('have the causes that the definition gives, user by user', async () => {
    const loaded = new NightModels(store);
    const histories = { before: historiesOf('before'), night: historiesOf('night') };
    const split = changes.filter(({ kind, reach }) => kind === 'changed' && reach > 0);
    for (const { segmentId, causes } of split) {
      const place = (tables.night.models as RowOf<typeof models.v1>[]).find((row) => row.segment_id === segmentId);
      const { model, quiet } = await loaded.find(place as RowOf<typeof models.v1>);
      const fired = [...(tables.before.first_fires ?? []), ...(tables.before.seeds ?? [])] as RowOf<typeof seeds.v1>[];
      const chain = referenceChain({
        model,
        quiet: new Set(quiet),
        historiesBefore: histories.before,
        histories: histories.night,
        firedBefore: new Set(fired.filter((row) => row.segment_id === segmentId).map(({ user_key }) => user_key)),
        audienceBefore: new Set(audienceOf('before', segmentId).map(({ user_key }) => user_key)),
        audience: new Set(audienceOf('night', segmentId).map(({ user_key }) => user_key)),
      });
      expect([segmentId, causes]).toEqual([segmentId, referenceCauses(chain)]);
    }
    expect(split.length).toBeGreaterThan(3);
  });

  it('show an opt-out as what sync left out', () => {
    for (const { segmentId, delivered: held } of changes) {
      const stayed = new Set(audienceOf('night', segmentId).map(({ user_id }) => user_id));
      const gone = optedOut.filter((id) => heldOf('before', segmentId).has(id) && stayed.has(id));
      const suppressed = held?.causes.find(({ cause }) => cause === 'suppression');
      if (gone.length > 0) expect(suppressed?.left).toBeGreaterThanOrEqual(gone.length);
    }
  });
});

/** By user, from the tables. */
function historiesOf(at: 'before' | 'night'): ReferenceHistories {
  const names = new Map((tables[at].tokens as RowOf<typeof tokens.v1>[]).map((row) => [row.token_no, row.token]));
  const rows = (tables[at].user_tokens as RowOf<typeof userTokens.v1>[]).filter((row) => row.window === 'score');
  const days = rows.map(({ last_day }) => Date.parse(last_day) / 86_400_000);
  const end = days.reduce((newest, day) => Math.max(newest, day), 0);
  const found = new Map<bigint, { name: string; decayed: number; age: number }[]>();
  for (const [index, row] of rows.entries()) {
    const name = featureName(names.get(row.token_no) as string);
    const token = { name, decayed: row.decayed_events, age: end - (days[index] as number) };
    const history = found.get(row.user_key);
    if (history) history.push(token);
    else found.set(row.user_key, [token]);
  }
  return found;
}

describe('lookalikes diff', () => {
  it('prints a line a segment, and of one segment each cause and the tokens', async () => {
    const { status, stdout } = await lookalikes(['diff', `amer/${before}`, `amer/${night}`], world);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^amer: from 2026-11-20 to 2026-11-21\nsegment +name +reach +joined +left +weights +histories +users +threshold +suppression +delivered$/m,
    );
    for (const { segmentId, name, reach } of changes)
      expect(stdout).toMatch(new RegExp(`^${segmentId} +${name} +${reach} \\(`, 'm'));
    const one = await lookalikes(['diff', '--segment', '1002'], world);
    expect(one.stdout).toMatch(/^audience +joined +left +reach$/m);
    expect(one.stdout).toMatch(/^delivered +joined +left +reach$/m);
    expect(one.stdout).toMatch(/^tokens that gained +weight before +after$/m);
    expect(one.stdout).not.toMatch(/^1003/m);
  });

  it.each([
    [['diff', `amer/${before}`], 'amer/2026-11-20 has no night before it to be compared with'],
    [['diff', 'amer/2026-11-01', `amer/${night}`], 'amer/2026-11-01 are not published'],
    [['diff', `amer/${night}`, `amer/${night}`], 'expected two nights of one region'],
    [['diff', `amer/${night}`, `emeaApac/${night}`], 'expected two nights of one region'],
    [['diff', `amer/${night}#1`], 'leave out #1'],
    [
      ['diff', '--region', 'emeaApac'],
      'emeaApac has no night before it to be compared with: of emeaApac no night has audiences',
    ],
    [
      ['diff', `amer/${night}`, '--segment', '102'],
      "no segment '102' in amer/2026-11-20 or amer/2026-11-21; did you mean '1002'?",
    ],
    [['explain', '102'], "no segment '102' is on record of the newest night; did you mean '1002'?"],
    [['explain', '102', '--night', `amer/${night}`], "no segment '102' in amer/2026-11-21; did you mean '1002'?"],
    [['explain', '1002', '--user', 'nobody-at-all'], 'amer/2026-11-21 knows no such user'],
  ])('refuses %j, and says what is wrong', async (args, message) => {
    const { status, stdout, stderr } = await lookalikes(args, world);
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
    expect(stderr).not.toContain('nobody-at-all');
  });
});

describe('lookalikes explain', () => {
  it('says what an audience was chosen by, beside the night before', async () => {
    const told = await json<SegmentExplanation>('explain', '1002');
    const rows = audienceOf('night', '1002');
    expect(told.model).toMatchObject({
      night,
      reach: rows.length,
      threshold: rows.reduce((least, { score }) => Math.min(least, score), Infinity),
      criterion: 'auc',
      criterionValue: expect.any(Number) as number,
    });
    expect(told.before).toMatchObject({ night: before, reach: audienceOf('before', '1002').length });
    const histories = historiesOf('night');
    for (const { token, users: count } of [...told.tokensUp, ...told.tokensDown]) {
      const having = rows.filter(({ user_key }) => histories.get(user_key)?.some(({ name }) => name === token));
      if (!/^@[^@]/.test(token)) expect([token, count]).toEqual([token, having.length]);
    }
    const { stdout } = await lookalikes(['explain', '1002', '--night', `amer/${before}`], world);
    expect(stdout).toMatch(/^1002 .*, amer\/2026-11-20\n +2026-11-20\nusers taken +[\d,]+$/m);
    expect(stdout).toMatch(/^tokens that pull in +weight +before +users +adds on average$/m);
  });

  it('adds up to the published score of a user, and leaves no trace of who was asked for', async () => {
    const was = sums(join(world, 'objects'));
    const chosen = audienceOf('night', '1002').find(({ rank }) => rank === 7) as AudienceRow;
    const told = await json<UserExplanation>('explain', '1002', '--user', chosen.user_id);
    expect(told).toMatchObject({ standing: 'chosen', rank: 7, publishedScore: chosen.score });
    const sum = told.contributions.reduce((total, { contribution }) => total + contribution, told.bias as number);
    expect(Math.abs(sum - chosen.score)).toBeLessThan(1e-6 * Math.max(1, Math.abs(chosen.score)));
    const { stdout } = await lookalikes(['explain', '1002', '--user', chosen.user_id], world);
    expect(stdout).toMatch(/^in the audience: rank 7 of /m);
    expect(stdout).toMatch(/^score +-?[\d.]+$/m);
    expect(sums(join(world, 'objects'))).toEqual(was);
  });

  it('says why a user is in no audience, or not at the DSP', async () => {
    const rows = audienceOf('night', '1002');
    const inAudience = new Set(rows.map(({ user_id }) => user_id));
    const fired = (tables.night.first_fires as RowOf<typeof firstFires.v1>[]).filter(
      ({ segment_id }) => segment_id === '1002',
    );
    const scorable = (tables.night.users as RowOf<typeof users.v1>[]).filter((row) => row.window === 'score');
    const firedIds = new Set(fired.map(({ user_id }) => user_id));
    const withHistory = new Set(scorable.map(({ user_id }) => user_id));
    const other = scorable.find(({ user_id }) => !inAudience.has(user_id) && !firedIds.has(user_id));
    const firedUser = [...firedIds].find((id) => withHistory.has(id));
    const gone = optedOut.find((id) => inAudience.has(id));
    const held = heldOf('night', '1002');
    const unheld = rows.find(({ user_id }) => !held.has(user_id) && !optedOut.includes(user_id));
    const ask = async (id: string | undefined) => {
      const { standing, delivery } = await json<UserExplanation>('explain', '1002', '--user', id as string);
      return [standing, delivery];
    };
    expect(await ask(other?.user_id)).toEqual(['below', 'not-chosen']);
    expect(await ask(firedUser)).toEqual(['fired', 'not-chosen']);
    expect(await ask(gone)).toEqual(['chosen', 'opted-out']);
    expect(await ask(unheld?.user_id)).toEqual(['chosen', expect.stringMatching(/^unmapped$|^left-out$/)]);
  });
});
