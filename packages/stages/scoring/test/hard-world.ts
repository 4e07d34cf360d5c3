import { createHash } from 'node:crypto';
import type { TokenModel } from '@lookalikes/schema';
import { activityTokens, featureMaps, featureName } from '@lookalikes/schema';
import type { Person, World } from './small-world.ts';
import { model } from './small-world.ts';

const words = Array.from({ length: 24 }, (_, at) => (at === 5 ? '@handle' : at === 6 ? '@history-length:1' : `t${at}`));

/** Numbers below 1 that look random and are the same in every run. */
const dice = (of: string): number => createHash('md5').update(of).digest().readUInt32LE(0) / 2 ** 32;

/** Keys that differ in either half, some of them with a low half that is negative as a 32-bit number. */
const keyOf = (of: string): bigint => createHash('md5').update(of).digest().readBigUInt64LE(8) >> 4n;

const pick = (of: string, share: number): string[] =>
  words.filter((word, at) => dice(`${of} ${word}`) < share / (at + 1));

/** Few kinds of history, so that most scores are tied. */
const alike: Person[] = Array.from({ length: 800 }, (_, n) => ({
  key: keyOf(`alike ${n}`),
  tokens: words.slice(0, 3).filter((word) => dice(`${n % 40} ${word}`) < 0.6),
}));

/** Histories of all lengths, ages and counts. */
const different: Person[] = Array.from({ length: 800 }, (_, n) => {
  const tokens = pick(String(n), 6 * dice(`${n} share`) + 0.5);
  return {
    key: keyOf(`different ${n}`),
    tokens,
    decayed: tokens.map((token) => 2 ** (22 * dice(`${n} ${token} count`) - 11)),
    lastDays: tokens.map(
      (token) => `2026-11-${String(20 - Math.floor(18 * dice(`${n} ${token} day`))).padStart(2, '0')}`,
    ),
  };
});

/** Every level of the decayed count beside a token of level 1: just inside both its ends, and where two levels meet. */
const levels: Person[] = Array.from({ length: 255 }, (_, level) => [-0.499, 0, 0.499].map((off) => level + off))
  .flat()
  .map((at) => 2 ** ((20 * at) / 254 - 10))
  .concat([0, 2 ** -5, 2 ** 5, 1e9])
  .map((decayed, n) => ({ key: keyOf(`level ${n}`), tokens: ['t1', 't2'], decayed: [1, decayed] }));

const people = [...alike, ...different, ...levels].filter(({ tokens }) => tokens.length > 0);

/** Five models a feature map, so that one kind takes more than a pass: with bans, unknown tokens, or next to no weight. */
const models: TokenModel[] = featureMaps.flatMap((feature_map) =>
  Array.from({ length: 5 }, (_, n) => {
    const name = `${feature_map} ${n}`;
    const activity = feature_map.endsWith('+activity');
    const tokens = [...words.slice(n === 4 ? 20 : 0).map(featureName), ...(activity ? activityTokens : []), 'unknown'];
    return {
      ...model(name, {}),
      feature_map,
      activity_value: activity ? 0.25 + n : 0,
      bias: 3 * dice(`${name} bias`) - 4,
      banned_tokens: n === 1 ? ['t1', 'unknown too'] : n === 2 ? ['t0', '@@handle'] : [],
      tokens,
      weights: Float32Array.from(tokens, (token) => 4 * dice(`${name} ${token}`) - 2),
    };
  }),
);

const some = (of: string, share: number): bigint[] =>
  people.filter(({ key }) => dice(`${of} ${key}`) < share).map(({ key }) => key);
const ids = models.map(({ segment_id }) => segment_id);

/**
 * All feature maps, ties, bans, tokens that begin with @, unknown tokens, activity with tokens that are no part of it, levels at
 * their ends, who fired now and before, and audiences of every size: what two ways to score may differ in.
 */
export const hardWorld: World = {
  people,
  models,
  vocabulary: words,
  activityWithout: ['t1', '@@handle'],
  seeds: Object.fromEntries(ids.map((id) => [id, some(`${id} seeds`, 0.05)])),
  firedBefore: Object.fromEntries(ids.map((id) => [id, some(`${id} before`, 0.1)])),
  audienceSizes: Object.fromEntries(
    ids.filter((_, at) => at % 3 > 0).map((id, at) => [id, at % 3 === 1 ? 7 + at : 0.4]),
  ),
};
