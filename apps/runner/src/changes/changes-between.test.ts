import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moved } from '../../test/moved.ts';
import type { NightOf, SegmentOf, ToldNights } from '../../test/two-nights.ts';
import { tellNights } from '../../test/two-nights.ts';
import type { ReachChange, SegmentChange } from './segment-change.ts';

let nights: ToldNights;
beforeAll(async () => {
  nights = await tellNights();
});
afterAll(() => nights[Symbol.asyncDispose]());

/** Six users, the first the likeliest: each has a token of his own. */
const six: NightOf['people'] = Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`u${n}`, [{ token: `t${n}` }]]));
const falling = { t1: 6, t2: 5, t3: 4, t4: 3, t5: 2, t6: 1 };
const buyers: SegmentOf = { id: 'buyers', weights: falling, size: 3 };
const calm: NightOf = { people: six, segments: [buyers] };
const with_ = (change: Partial<SegmentOf>, night: Partial<NightOf> = {}): NightOf => ({
  ...calm,
  ...night,
  segments: [{ ...buyers, ...change }],
});

/** The only segment of two nights. */
async function only(...of: Parameters<ToldNights['between']>): Promise<SegmentChange> {
  const changes = await nights.between(...of);
  expect(changes).toHaveLength(1);
  return changes[0] as SegmentChange;
}

describe('one thing that changed', () => {
  it('is nothing where nothing did, whatever the numbers of the tokens', async () => {
    const renumbered = { ...calm, vocabulary: ['t6', 't5', 'new', 't4', 't3', 't2', 't1'] };
    expect(await only([calm, renumbered])).toEqual({
      segmentId: 'buyers',
      name: 'the buyers',
      kind: 'changed',
      reachBefore: 3,
      reach: 3,
      joined: 0,
      left: 0,
      causes: ['weights', 'histories', 'users', 'threshold', 'suppression'].map((cause) => ({
        cause,
        joined: 0,
        left: 0,
        reach: 0,
      })),
      tokensUp: [],
      tokensDown: [],
    });
  });

  it('can be the weights', async () => {
    const change = await only([calm, with_({ weights: { ...falling, t3: 0.5, t6: 4.5 } })]);
    expect([change.joined, change.left, moved(change)]).toEqual([1, 1, { weights: [1, 1, 0] }]);
    expect(change.tokensUp).toEqual([{ token: 't6', before: 1, after: 4.5 }]);
    expect(change.tokensDown).toEqual([{ token: 't3', before: 4, after: 0.5 }]);
  });

  it('can be the histories', async () => {
    const people = { ...six, u5: [{ token: 't1' }] };
    expect(moved(await only([calm, with_({}, { people })]))).toEqual({ histories: [1, 1, 0] });
  });

  it('can be users who are new, or gone', async () => {
    const { u2: _gone, ...others } = six;
    const people = { ...others, u7: [{ token: 't1' }], u8: [{ token: 't1' }] };
    expect(moved(await only([calm, with_({}, { people })]))).toEqual({ users: [2, 2, 0] });
  });

  it('can be that users are gone from a night that has fewer than were taken', async () => {
    const { u1: _one, u2: _two, u3: _three, u4: _four, ...people } = six;
    expect(moved(await only([calm, with_({}, { people })]))).toEqual({ users: [2, 3, -1] });
  });

  it('can be how many are taken', async () => {
    const change = await only([calm, with_({ size: 5 })]);
    expect([change.reachBefore, change.reach, moved(change)]).toEqual([3, 5, { threshold: [2, 0, 2] }]);
  });

  it('can be who fired since, or fired so long ago that he is left out no more', async () => {
    const change = await only([with_({ fired: ['u2'] }), with_({ fired: ['u1', 'u4'] })]);
    expect(moved(change)).toEqual({ suppression: [2, 2, 0] });
  });

  it('can be that scoring leaves nobody out any more', async () => {
    const fired = with_({ fired: ['u1'] });
    const change = await only([fired, fired], { scoring: [{}, { excludeSeeds: false }] });
    expect(moved(change)).toEqual({ suppression: [1, 1, 0] });
  });

  it('can be how many tokens a user needs', async () => {
    const people = { ...six, u5: [{ token: 't5' }, { token: 't6' }], u6: [{ token: 't6' }, { token: 't5' }] };
    const both = with_({ size: 2 }, { people });
    const change = await only([both, both], { scoring: [{ minTokens: 1 }, { minTokens: 2 }] });
    expect(moved(change)).toEqual({ users: [2, 2, 0] });
  });

  it('can be that sync leaves somebody out, which the audience knows nothing of', async () => {
    const held = (ids: readonly string[]) => with_({ held: ids });
    const change = await only([held(['u1', 'u2', 'u3']), held(['u1', 'u3'])]);
    expect([change.joined, change.left, moved(change)]).toEqual([0, 0, {}]);
    expect(change.delivered).toMatchObject({ reachBefore: 3, reach: 2, joined: 0, left: 1 });
    expect(moved(change.delivered as ReachChange)).toEqual({ suppression: [0, 1, -1] });
  });
});

describe('several things that changed', () => {
  it('are each a cause, the last one that moved a user', async () => {
    // u4 overtakes u3 by his weight and u5 by his new history, u1 fires, u7 is new and the best of all, and one more is taken.
    const people = { ...six, u5: [{ token: 't1' }], u7: [{ token: 't1' }, { token: 't2' }] };
    const weights = { ...falling, t3: 2.5 };
    const second = with_({ weights, size: 4, fired: ['u1'], held: ['u7', 'u5'] }, { people });
    const change = await only([with_({ held: ['u1', 'u2'] }), second]);
    // By weights u4 joins, and leaves again for u5; new u7 takes the place of u2, who is back as four are taken; u1's place u4 has.
    expect(moved(change)).toEqual({
      weights: [0, 1, 0],
      histories: [1, 0, 0],
      users: [1, 0, 0],
      threshold: [0, 0, 1],
      suppression: [1, 1, 0],
    });
    expect(change).toMatchObject({ reachBefore: 3, reach: 4, joined: 3, left: 2 });
    expect(change.delivered).toMatchObject({ reachBefore: 2, reach: 2, joined: 2, left: 2 });
    expect(moved(change.delivered as ReachChange)).toEqual({
      histories: [1, 0, 0],
      users: [1, 0, 0],
      threshold: [0, 0, 1],
      suppression: [0, 2, -1],
    });
  });
});

describe('segments', () => {
  const other: SegmentOf = { ...buyers, id: 'others' };

  it('may be new, gone, or without a model in either night', async () => {
    const idle: SegmentOf = { id: 'idle', weights: {} };
    const first = {
      ...calm,
      segments: [
        { ...buyers, held: ['u1', 'u2'] },
        { ...idle, held: ['u3'] },
      ],
    };
    const second = { ...calm, segments: [{ ...other, held: ['u1'] }, { ...buyers, weights: {}, held: ['u1'] }, idle] };
    const changes = await nights.between([first, second]);
    expect(changes).toMatchObject([
      { segmentId: 'buyers', kind: 'gone', reachBefore: 3, reach: 0, joined: 0, left: 3, causes: [] },
      { segmentId: 'idle', kind: 'changed', reachBefore: 0, reach: 0 },
      { segmentId: 'others', kind: 'new', reachBefore: 0, reach: 3, joined: 3, left: 0, causes: [] },
    ]);
    expect(changes.map(({ delivered }) => [delivered?.reachBefore, delivered?.reach])).toEqual([
      [2, 1],
      [1, 0],
      [0, 1],
    ]);
    expect(moved(changes[1]?.delivered as ReachChange)).toEqual({ suppression: [0, 1, -1] });
    expect(changes[2]?.tokensUp[0]).toEqual({ token: 't1', before: null, after: 6 });
    expect(changes[0]?.tokensDown[0]).toEqual({ token: 't1', before: 6, after: null });
  });

  it('can be asked for one by one; of one that is unknown, the nearest is named', async () => {
    const both = { ...calm, segments: [buyers, other] };
    const changes = await nights.between([both, both], { segments: ['others'] });
    expect(changes.map(({ segmentId }) => segmentId)).toEqual(['others']);
    await expect(nights.between([both, both], { segments: ['other'] })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(
        /^no segment 'other' in amer\/[-\d]+ or amer\/[-\d]+; did you mean 'others'\?$/,
      ) as string,
    });
  });
});
