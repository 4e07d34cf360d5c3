import { createHash } from 'node:crypto';
import { activityTokens, audiences, featureMaps, featureName } from '@lookalikes/schema';
import { dayCount } from '@lookalikes/stage-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moved } from '../../test/moved.ts';
import type { NightOf, Seen, SegmentOf, ToldNights } from '../../test/two-nights.ts';
import { modelOf, tellNights } from '../../test/two-nights.ts';
import { explainScore } from './contributions.ts';
import type { ChangeCause } from './segment-change.ts';

let nights: ToldNights;
beforeAll(async () => {
  nights = await tellNights();
});
afterAll(() => nights[Symbol.asyncDispose]());

/** Numbers below 1 that look random and are the same in every run. */
const dice = (of: string): number => createHash('md5').update(of).digest().readUInt32LE(0) / 2 ** 32;

const words = Array.from({ length: 24 }, (_, at) => (at === 5 ? '@handle' : at === 6 ? '@history-length:1' : `w${at}`));

/** Histories of all lengths, counts and ages; some users have none of a salt's. */
const crowd = (salt: string, missing = 0): NightOf['people'] =>
  Object.fromEntries(
    Array.from({ length: 300 }, (_, n) => `p${n}`)
      .filter((id) => dice(`${salt} ${id} is missing`) >= missing)
      .map((id): [string, Seen[]] => [
        id,
        words
          .filter((word, at) => at === n(id) % words.length || dice(`${salt} ${id} ${word}`) < 4 / (at + 6))
          .map((token) => ({
            token,
            decayed: 2 ** (22 * dice(`${salt} ${id} ${token} count`) - 11),
            lastDay: `2026-11-${String(20 - Math.floor(18 * dice(`${salt} ${id} ${token} day`))).padStart(2, '0')}`,
          })),
      ]),
  );
const n = (id: string): number => Number(id.slice(1));

/** A segment a feature map, with bans, tokens that begin with @ and unknown ones. */
const everyMap = (salt: string, of: Partial<SegmentOf> = {}): SegmentOf[] =>
  featureMaps.map((featureMap, at) => ({
    id: featureMap,
    featureMap,
    size: 40,
    banned: at % 2 === 0 ? ['w1', featureName('@handle')] : [],
    weights: Object.fromEntries(
      [...words.map(featureName), ...(featureMap.endsWith('+activity') ? activityTokens : []), 'unknown'].map(
        (token) => [token, 4 * dice(`${salt} ${featureMap} ${token}`) - 2],
      ),
    ),
    ...of,
  }));
const quiet = ['w1', featureName('@handle')];
const night = (people: NightOf['people'], segments: readonly SegmentOf[]): NightOf => ({ people, segments, quiet });
const firedOf = (salt: string) => Object.keys(crowd('a')).filter((id) => dice(`${salt} ${id} fired`) < 0.2);

/** Scores exactly as scoring does, or else what one change did would be laid at other doors too. */
describe('every feature map', () => {
  const base = night(crowd('a'), everyMap('a'));
  it.each<[ChangeCause, NightOf]>([
    ['weights', night(crowd('a'), everyMap('b'))],
    ['histories', night(crowd('b'), everyMap('a'))],
    ['users', night(crowd('a', 0.2), everyMap('a'))],
    ['threshold', night(crowd('a'), everyMap('a', { size: 55 }))],
    ['suppression', night(crowd('a'), everyMap('a', { fired: firedOf('b') }))],
  ])('lays what %s alone did at their door alone', async (cause, second) => {
    const changes = await nights.between([base, second]);
    expect(changes.map(({ segmentId }) => segmentId)).toEqual([...featureMaps].toSorted());
    for (const change of changes) {
      expect(change.joined).toBeGreaterThan(3);
      expect(moved(change)).toEqual({ [cause]: [change.joined, change.left, change.reach - change.reachBefore] });
    }
  });

  it('has scores that are the sum of what each token adds', async () => {
    const runDate = await nights.runDateOf(base);
    const rows = await nights.world.rows(audiences.v1, { runDate });
    expect(rows.length).toBe(240);
    for (const { segment_id, user_id, score } of rows) {
      const model = modelOf(base.segments.find(({ id }) => id === segment_id) as SegmentOf);
      const history = (base.people[user_id] as Seen[]).map(({ token, decayed = 1, lastDay = '' }) => ({
        token,
        decayed_events: decayed,
        age: dayCount({ from: lastDay, to: '2026-11-20' }),
      }));
      const told = await explainScore(history, { model, quiet });
      const sum = told.contributions.reduce((total, { contribution }) => total + contribution, model.bias);
      expect([told.score, Math.fround(sum)]).toEqual([expect.closeTo(score, 6), expect.closeTo(score, 6)]);
      expect(
        told.contributions
          .filter(({ counts }) => !counts)
          .map(({ token }) => token)
          .toSorted(),
      ).toEqual(
        model.banned_tokens.filter((token) => history.some((seen) => featureName(seen.token) === token)).toSorted(),
      );
    }
  });
});
