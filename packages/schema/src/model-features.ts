/**
 * What a user's history may be worth to a model: `binary` 1 a token, `inverse-sqrt-length` 1/sqrt(n) a token for n tokens,
 * `decayed` log(1 + 2 d) a token that was seen d times, recent ones counting more (`decayed_events`), in rows of length 1;
 * with `+activity` besides, how active the user is: see {@link activityTokens}.
 */
export const featureMaps = [
  'binary',
  'inverse-sqrt-length',
  'decayed',
  'binary+activity',
  'inverse-sqrt-length+activity',
  'decayed+activity',
] as const;

/** One of {@link featureMaps}. */
export type FeatureMap = (typeof featureMaps)[number];

/**
 * What weights are pulled to while they are learned: `none` 0; `neighbours`, where seeds are few, what the tokens that a token is
 * seen with weigh in a first fit; `earlier-night` half of what they were on the newest night before the label window; `earlier-neighbours`
 * as `neighbours`, the first fit being pulled to that.
 */
export const weightPriors = ['none', 'neighbours', 'earlier-night', 'earlier-neighbours'] as const;

/** One of {@link weightPriors}. */
export type WeightPrior = (typeof weightPriors)[number];

/** A feature map taken apart, in the words of the learner. */
export interface Features {
  /** Whether an entry is worth its level of the decayed count ({@link countLevels}), else 1. */
  readonly counts: boolean;
  readonly rowScale: 'none' | 'inverse-sqrt-length';
  readonly activity: boolean;
}

/** @example featuresOf('decayed+activity'); // { counts: true, rowScale: 'inverse-sqrt-length', activity: true } */
export function featuresOf(map: FeatureMap): Features {
  const counts = map.startsWith('decayed');
  return {
    counts,
    rowScale: map.startsWith('binary') ? 'none' : 'inverse-sqrt-length',
    activity: map.endsWith('+activity'),
  };
}

/** Decayed counts are kept as one of 255 levels, evenly spaced in log space over these: at most 2.8 % off. */
const smallest = 2 ** -10;
const largest = 2 ** 10;
const lastLevel = 254;
const octaves = Math.log2(largest / smallest);

/** By level (254 is the largest in use): log(1 + 2 d) of the level's decayed count d. */
export const countLevels: Float32Array = Float32Array.from({ length: 256 }, (_, level) =>
  Math.log1p(2 * smallest * 2 ** ((octaves * Math.min(level, lastLevel)) / lastLevel)),
);

/** The level of a decayed count: the nearest, in log space. */
export function countLevel(decayed: number): number {
  const place = Math.round((Math.log2(Math.max(decayed, smallest) / smallest) * lastLevel) / octaves);
  return Math.min(place, lastLevel);
}

/** Kinds of activity, with the lower ends of their buckets. */
const kinds = [
  ['history-length', [0, 1, 2, 3, 4, 6, 9, 13, 20, 30, 50, 80, 150, 300]],
  ['last-day', [0, 1, 2, 3, 5, 9, 17]],
  ['last-three-days', [0, 1, 2, 3, 5, 9, 17, 33]],
  ['days-since', [0, 1, 2, 3, 5, 8, 15, 30, 60, 120]],
] as const;

/**
 * Reserved tokens that say how active a user is: one of each kind, by bucket. `history-length` is the number of the user's
 * tokens in the window, `last-day` and `last-three-days` how many of those were last seen then, `days-since` the days since any
 * was (the last bucket where there is none). Days count back from the window's last day with a token. Tokens that are banned for
 * any segment do not count: how active a user is must not tell whether a pixel was seen.
 *
 * @example activityTokens[4]; // '@history-length:4-5'
 */
export const activityTokens: readonly string[] = kinds.flatMap(([kind, lowest]) =>
  lowest.map((low, at) => {
    const next = lowest[at + 1];
    if (next === undefined) return `@${kind}:${low}+`;
    return next === low + 1 ? `@${kind}:${low}` : `@${kind}:${low}-${next - 1}`;
  }),
);

/** What an activity token stands for. */
export interface ActivityBucket {
  /** What is counted, as in `history-length`. */
  readonly kind: string;
  readonly token: string;
  /** The smallest amount. */
  readonly lowest: number;
  /** The largest; 2147483647 where there is no end. */
  readonly highest: number;
}

/** The buckets of {@link activityTokens}, in their order. */
export function listActivityBuckets(): ActivityBucket[] {
  return kinds
    .flatMap(([kind, lowest]) =>
      lowest.map((low, at) => ({ kind, lowest: low, highest: (lowest[at + 1] ?? 2 ** 31) - 1 })),
    )
    .map((bucket, place) => Object.assign(bucket, { token: activityTokens[place]! }));
}

/** The place of an amount's bucket in {@link activityTokens}; kinds are numbered in the order of its docstring, from 0. */
export function activityPlace(kind: number, amount: number): number {
  let place = 0;
  for (let before = 0; before < kind; before++) place += kinds[before]![1].length;
  const lowest = kinds[kind]![1];
  let at = lowest.length - 1;
  while (at > 0 && amount < lowest[at]!) at--;
  return place + at;
}

/**
 * How models name a real token: itself, but one more `@` before a token that begins with one, so that none can be taken for one of
 * {@link activityTokens}.
 *
 * @example [featureName('news.example'), featureName('@handle')]; // 'news.example', '@@handle'
 */
export const featureName = (token: string): string => (token.startsWith('@') ? `@${token}` : token);
