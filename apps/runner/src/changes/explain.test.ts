import { files } from '@lookalikes/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NightOf, ToldNights } from '../../test/two-nights.ts';
import { opening, tellNights } from '../../test/two-nights.ts';
import type { SegmentExplanation } from './explain-segment.ts';
import { explainSegment } from './explain-segment.ts';
import { segmentText, userText } from './explain-text.ts';
import type { UserExplanation } from './explain-user.ts';
import { explainUser } from './explain-user.ts';

/** Of the audience's three, u1 has two tokens; u4 and u5 are alike u3; u6 has fired, and u7 has but a token that is banned. */
const night: NightOf = {
  people: {
    u1: [{ token: 'hats' }, { token: 'caps' }],
    u2: [{ token: 'hats' }],
    u3: [{ token: 'caps' }],
    u4: [{ token: 'caps' }],
    u5: [{ token: 'caps' }],
    u6: [{ token: 'hats' }, { token: 'caps' }],
    u7: [{ token: 'pixel' }],
    u8: [{ token: 'cars' }],
    u9: [],
  },
  segments: [
    {
      id: 'buyers',
      weights: { hats: 2, caps: 1, cars: -1.5, unseen: -0.25 },
      banned: ['pixel'],
      size: 3,
      fired: ['u6', 'u9'],
      held: ['u1', 'u8'],
      isHeld: true,
    },
    { id: 'idle', weights: {} },
  ],
};
const first: NightOf = {
  ...night,
  segments: [
    { id: 'buyers', weights: { hats: 1.5, hoods: 9 }, size: 2 },
    { id: 'idle', weights: {} },
  ],
};

let nights: ToldNights;
let runDate = '';
beforeAll(async () => {
  nights = await tellNights();
  await nights.runDateOf(first);
  runDate = await nights.runDateOf(night);
});
afterAll(() => nights[Symbol.asyncDispose]());

async function segment(id: string, date = runDate): Promise<SegmentExplanation> {
  await using opened = await opening(nights.world);
  const of = { store: nights.world.store, region: 'amer', night: date, segment: id } as const;
  return await explainSegment({ ...of, engine: opened.engine });
}

async function user(
  id: string,
  of: { readonly segment?: string; readonly date?: string } = {},
): Promise<UserExplanation> {
  await using opened = await opening(nights.world);
  const { store } = nights.world;
  const about = { store, region: 'amer', night: of.date ?? runDate, segment: of.segment ?? 'buyers' } as const;
  return await explainUser({ ...about, engine: opened.engine, user: id, inputs: {} });
}

describe('explainSegment', () => {
  it('tells the model and what its tokens do in the audience, beside the night before', async () => {
    const told = await segment('buyers');
    expect(told.model).toEqual({
      night: runDate,
      featureMap: 'binary',
      prior: null,
      strength: 1,
      bias: -2,
      tokens: 4,
      auc: 0.75,
      criterion: null,
      criterionValue: null,
      reach: 3,
      threshold: -1,
      highestScore: 1,
    });
    expect(told.before).toMatchObject({ night: '2026-11-21', reach: 2, tokens: 2 });
    expect(told.tokensUp).toEqual([
      { token: 'hats', weight: 2, weightBefore: 1.5, users: 2, contribution: 2 },
      { token: 'caps', weight: 1, weightBefore: null, users: 2, contribution: 1 },
    ]);
    expect(told.tokensDown).toEqual([
      { token: 'cars', weight: -1.5, weightBefore: null, users: 0, contribution: 0 },
      { token: 'unseen', weight: -0.25, weightBefore: null, users: 0, contribution: 0 },
    ]);
    const lines = segmentText(told);
    expect(lines).toContainEqual(expect.stringMatching(/^users taken +3 +2$/));
    expect(lines).toContainEqual(expect.stringMatching(/^hats +2 +1\.500 +2 +2$/));
    expect(lines).toContainEqual(expect.stringMatching(/^cars +-1\.500 +- +0 +-$/));
  });

  it('tells of the first night alone, and where there is no model', async () => {
    expect(await segment('buyers', '2026-11-21')).toMatchObject({ model: { reach: 2 }, before: null });
    const idle = await segment('idle');
    expect(idle).toMatchObject({ name: 'the idle', model: null, before: null, tokensUp: [], tokensDown: [] });
    expect(segmentText(idle)[0]).toBe('idle the idle, amer/2026-11-22');
    expect(segmentText(idle)[1]).toMatch(/^the night has no model of it, and so no audience: /);
    expect(segmentText({ ...idle, before: (await segment('buyers')).before })[1]).toContain('2026-11-21 had one');
  });
});

describe('explainUser', () => {
  it('adds up what each token adds', async () => {
    const told = await user('u1');
    expect(told).toMatchObject({ standing: 'chosen', rank: 1, reach: 3, score: 1, publishedScore: 1, bias: -2 });
    expect(told.contributions).toEqual([
      { token: 'hats', value: 1, weight: 2, contribution: 2, counts: true },
      { token: 'caps', value: 1, weight: 1, contribution: 1, counts: true },
    ]);
    expect(userText(told)).toEqual([
      'u1 in buyers the buyers, 2026-11-22',
      'in the audience: rank 1 of 3, with a score of 1; the last has -1',
      'the DSP holds him',
      '',
      expect.stringMatching(/^token +value +weight +adds$/),
      expect.stringMatching(/^hats +1 +2 +2$/),
      expect.stringMatching(/^caps +1 +1 +1$/),
      expect.stringMatching(/^bias +-2$/),
      expect.stringMatching(/^score +1$/),
    ]);
  });

  it('knows why each of the others is in the audience or not, and at the DSP or not', async () => {
    const told = new Map<string, UserExplanation>();
    for (const id of Object.keys(night.people)) told.set(id, await user(id));
    const tied = ['u3', 'u4', 'u5'].filter((id) => told.get(id)?.rank === null);
    expect(tied).toHaveLength(2);
    for (const id of tied) expect(told.get(id)).toMatchObject({ standing: 'tie', delivery: 'not-chosen', score: -1 });
    expect(told.get('u2')).toMatchObject({ standing: 'chosen', delivery: 'segment-held' });
    expect(told.get('u6')).toMatchObject({ standing: 'fired', score: 1 });
    expect(told.get('u7')).toMatchObject({ standing: 'no-token-counts', score: null });
    expect(told.get('u8')).toMatchObject({ standing: 'below', delivery: 'held', score: -3.5 });
    expect(told.get('u9')).toMatchObject({ standing: 'no-history', score: null, contributions: [] });
    const texts = [...told.values()].flatMap((of) => userText(of).slice(1, 3));
    for (const text of [
      'is known to have fired',
      'none of his tokens counts',
      'too few of his tokens',
      'equal scores go by',
    ]) {
      expect(texts).toContainEqual(expect.stringContaining(text));
    }
    expect(userText(told.get('u7') as UserExplanation)).toHaveLength(3);
  });

  it('shows a hostile token as text', async () => {
    const [one] = (await user('u1')).contributions;
    const told = { ...(await user('u1')), contributions: [{ ...one!, token: 'a\u001b[2Jb' }] };
    expect(userText(told)).toContainEqual(expect.stringContaining(String.raw`a\u001b[2Jb`));
  });

  it('knows of a segment without a model, and of a night that has told nothing of the DSP', async () => {
    const told = await user('u1', { segment: 'idle', date: '2026-11-21' });
    expect(told).toMatchObject({ standing: 'no-model', delivery: 'unknown', bias: null, threshold: null });
    expect(userText(told)[1]).toContain('the night has no model of the segment');
  });

  it('does not say an id that it does not know', async () => {
    await expect(user('somebody')).rejects.toMatchObject({
      code: 'usage',
      message: expect.not.stringContaining('somebody') as string,
    });
    await expect(user('u1', { segment: 'buyer' })).rejects.toMatchObject({
      message: "no segment 'buyer' in amer/2026-11-22; did you mean 'buyers'?",
    });
  });

  it('says where an input is gone that would tell why sync left him out', async () => {
    await using opened = await opening(nights.world);
    const of = { store: nights.world.store, region: 'amer', night: runDate, segment: 'buyers', user: 'u2' } as const;
    const inputs = { mapping: files('gone/*.parquet') };
    await expect(explainUser({ ...of, engine: opened.engine, inputs })).rejects.toMatchObject({
      code: 'input-missing',
    });
  });
});
