import { createHash } from 'node:crypto';
import type { RowOf, TokenModel } from '@lookalikes/schema';
import { firstFires, pixels, seeds, segments, tokens, trainingSets, users, userTokens } from '@lookalikes/schema';
import type { Stage } from '@lookalikes/stage-kit';
import { given } from '@lookalikes/stage-kit/testing';

/** A user of the small world: every fourth likes hats, the others see hats now and then. */
export interface Person {
  readonly n: number;
  readonly key: bigint;
  readonly tokens: readonly string[];
  readonly split: 'train' | 'validation' | 'test';
  readonly fires: boolean;
}

/** The tokens, by number. */
export const vocabulary = ['news', 'hats', 'caps', 'cars', 'bikes', 'pixel-hats', 'thanks'];
/** A draw from 0 to 99, the same at every run. */
export const percent = (n: number, salt: number) =>
  createHash('md5').update(`${n} ${salt}`).digest().readUInt32LE() % 100;
/** Everybody; the same at every run. */
export const people: readonly Person[] = Array.from({ length: 800 }, (_, n) => {
  const draw = (salt: number) => percent(n, salt);
  const likesHats = n % 4 === 0;
  const fires = likesHats && draw(1) < 80;
  const seen = [
    draw(2) < 70 ? 'news' : '',
    draw(3) < (likesHats ? 80 : 15) ? 'hats' : '',
    draw(4) < (likesHats ? 60 : 15) ? 'caps' : '',
    draw(5) < (likesHats ? 20 : 50) ? 'cars' : '',
    'bikes',
    fires ? 'pixel-hats' : '',
  ];
  const split = draw(6) < 60 ? 'train' : draw(6) < 85 ? 'validation' : 'test';
  return { n, key: (BigInt(n + 1) * 0x9e3779b97f4a7c15n) % 2n ** 60n, tokens: seen.filter(Boolean), split, fires };
});

/** What differs from the plain small world. */
export interface World {
  readonly people?: readonly Person[];
  /** Whom the pool holds. */
  readonly inPool?: (person: Person) => boolean;
  readonly rate?: number;
  readonly audienceSize?: number;
  readonly segments?: readonly Partial<RowOf<typeof trainingSets.v1>>[];
  readonly firedOn?: (person: Person) => string | undefined;
}

/** What training-data leaves: every person in both windows, seeds of `hats`. */
export function leftBehind(of: World = {}): Stage {
  const all = of.people ?? people;
  const firedOn = of.firedOn ?? (({ fires }) => (fires ? '2026-11-15' : undefined));
  const windows = ['train', 'score'] as const;
  const sets = of.segments ?? [{ segment_id: 'hats' }];
  const fired = all.filter((person) => firedOn(person) !== undefined);
  const fires = sets.flatMap(({ segment_id = '' }) =>
    fired.map((person) => ({
      segment_id,
      user_key: person.key,
      user_id: `u${person.n}`,
      first_fired_at: `${firedOn(person)!}T12:00:00`,
      split: person.split,
    })),
  );
  return given(
    [pixels.v1, sets.map(({ segment_id = '' }) => ({ segment_id, pixel_id: `pixel-${segment_id}` }))],
    [
      segments.v1,
      sets.map(({ segment_id = '' }) => ({
        segment_id,
        name: segment_id,
        dsp: 'an',
        dsp_segment_id: '1',
        audience_size: of.audienceSize ?? null,
        ttl_days: null,
      })),
    ],
    [tokens.v1, vocabulary.map((token, token_no) => ({ token_no, token, users: 1 }))],
    [
      users.v1,
      windows.flatMap((window) =>
        all.map((person) => ({
          window,
          user_key: person.key,
          user_id: `u${person.n}`,
          tokens: person.tokens.length,
          split: person.split,
          in_pool: of.inPool?.(person) ?? true,
        })),
      ),
    ],
    [
      userTokens.v1,
      windows.flatMap((window) =>
        all.flatMap((person) =>
          person.tokens.map((token) => ({
            window,
            user_key: person.key,
            token_no: vocabulary.indexOf(token),
            events: 1,
            decayed_events: 1,
            last_day: '2026-11-10',
          })),
        ),
      ),
    ],
    [firstFires.v1, fires],
    [seeds.v1, fires.filter(({ first_fired_at }) => first_fired_at >= '2026-11-14')],
    [
      trainingSets.v1,
      sets.map(({ segment_id = 'hats', status = 'ready', reason = null }) => ({
        segment_id,
        seeds: fired.length,
        usable_seeds: fired.length,
        train_seeds: 1,
        validation_seeds: 1,
        test_seeds: 1,
        negatives: 1,
        sampling_rate: of.rate ?? 1,
        status,
        reason,
      })),
    ],
  );
}

/**
 * The margin of a person under a model, by the definition: bias + sum of weights, times log(3) for a token seen once where the model
 * counts, in rows of length 1 where it has those; and activity, every token being of the window's last day.
 */
export function marginOf(model: TokenModel, person: Person): number {
  const counts = person.tokens.filter((token) => !model.banned_tokens.includes(token));
  const weight = (token: string) => model.weights[model.tokens.indexOf(token)] ?? 0;
  const sum = counts.reduce((total, token) => total + weight(token), 0);
  // What is banned for any segment is no part of activity; here that is what is banned for the only one.
  const { length } = counts;
  const bucket = length < 4 ? `${length}` : length < 6 ? '4-5' : '6-8';
  const recent = length < 3 ? `${length}` : length < 5 ? '3-4' : '5-8';
  const active = [`@history-length:${bucket}`, `@last-day:${recent}`, `@last-three-days:${recent}`, '@days-since:0'];
  const activity = model.activity_value * active.reduce((total, token) => total + weight(token), 0);
  return model.bias + (model.feature_map.startsWith('binary') ? sum : sum / Math.sqrt(counts.length)) + activity;
}

/** AUC by its definition: the share of pairs in the right order, a tie counting half. */
export function aucOf(scored: readonly { score: number; hit: boolean }[]): number {
  let right = 0;
  let all = 0;
  for (const a of scored.filter(({ hit }) => hit)) {
    for (const b of scored.filter(({ hit }) => !hit)) {
      right += a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0;
      all++;
    }
  }
  return right / all;
}
