import { createHash } from 'node:crypto';
import type { RowOf, TokenModel } from '@lookalikes/schema';
import {
  firstFires,
  modelArtifactLines,
  models,
  modelWeights,
  seeds,
  segments,
  tokens,
  users,
  userTokens,
} from '@lookalikes/schema';
import type { ObjectStore, Stage } from '@lookalikes/stage-kit';
import { given } from '@lookalikes/stage-kit/testing';

/** A user of the score window. */
export interface Person {
  readonly key: bigint;
  readonly tokens: readonly string[];
  /** `decayed_events` of each token; 1 where left out. */
  readonly decayed?: readonly number[];
  /** `last_day` of each token; 2026-11-20 where left out. */
  readonly lastDays?: readonly string[];
}

/** What the stages before scoring leave. */
export interface World {
  readonly people: readonly Person[];
  readonly models: readonly TokenModel[];
  /** Keys of each segment's seeds. */
  readonly seeds?: Readonly<Record<string, readonly bigint[]>>;
  /** Keys of those who fired before. */
  readonly firedBefore?: Readonly<Record<string, readonly bigint[]>>;
  /** By segment id. */
  readonly audienceSizes?: Readonly<Record<string, number>>;
  /** Tokens that are no part of activity. */
  readonly activityWithout?: readonly string[];
  /** Instead of the sum of the artifact. */
  readonly sha256?: string;
  /** Segments that `models` names besides. */
  readonly alsoNamed?: readonly string[];
  /** The tokens, by number; {@link vocabulary} where left out. */
  readonly vocabulary?: readonly string[];
}

/** The tokens, by number. */
export const vocabulary = ['news', 'hats', 'caps', 'cars', 'pixel-1'];

/** A model with these weights; without banned tokens and with 1/sqrt(n) where nothing else is said. */
export const model = (
  segment_id: string,
  weights: Readonly<Record<string, number>>,
  of: Partial<TokenModel> = {},
): TokenModel => ({
  segment_id,
  feature_map: 'inverse-sqrt-length',
  activity_value: 0,
  strength: 1,
  bias: -2,
  calibration: null,
  banned_tokens: [],
  tokens: Object.keys(weights),
  weights: Float32Array.from(Object.values(weights)),
  ...of,
});

/** The margin of a person by the definition, in 32 bits; undefined without a token that counts. */
export function marginOf({ bias, weights, tokens: known, ...of }: TokenModel, person: Person): number | undefined {
  const counts = person.tokens.filter((token) => !of.banned_tokens.includes(token));
  if (counts.length === 0) return undefined;
  const inOrder = counts.toSorted((a, b) => vocabulary.indexOf(a) - vocabulary.indexOf(b));
  const sum = inOrder.reduce((total, token) => total + (weights[known.indexOf(token)] ?? 0), 0);
  return Math.fround(bias + (of.feature_map === 'binary' ? 1 : 1 / Math.sqrt(counts.length)) * sum);
}

/** Puts the artifact into the store, and gives the stage that writes the datasets. */
export async function leftBehind(store: ObjectStore, of: World): Promise<Stage> {
  const lines = [
    ...modelArtifactLines({
      region: 'amer',
      run_date: '2026-11-21',
      activity_without: of.activityWithout ?? [],
      models: of.models,
    }),
  ].join('');
  const sha256 = of.sha256 ?? createHash('sha256').update(lines).digest('hex');
  await store.put('models/amer/2026-11-21/a.ndjson', lines);
  const known = of.vocabulary ?? vocabulary;
  const ids = [...of.models.map(({ segment_id }) => segment_id), ...(of.alsoNamed ?? [])];
  const fired = (keys: World['seeds'] = {}) =>
    Object.entries(keys).flatMap(([segment_id, list]) =>
      list.map((user_key) => ({
        segment_id,
        user_key,
        user_id: `u${user_key}`,
        first_fired_at: '2026-11-15T12:00:00',
        split: 'train' as const,
      })),
    );
  return given(
    [segments.v1, ids.map((id) => segmentRow(id, of.audienceSizes?.[id] ?? null))],
    [tokens.v1, known.map((token, token_no) => ({ token_no, token, users: 1 }))],
    [
      users.v1,
      of.people.map((person) => ({
        window: 'score' as const,
        user_key: person.key,
        user_id: `u${person.key}`,
        tokens: person.tokens.length,
        split: 'train' as const,
        in_pool: true,
      })),
    ],
    [
      userTokens.v1,
      of.people.flatMap((person) =>
        person.tokens.map((token, at) => ({
          window: 'score' as const,
          user_key: person.key,
          token_no: known.indexOf(token),
          events: 1,
          decayed_events: person.decayed?.[at] ?? 1,
          last_day: person.lastDays?.[at] ?? '2026-11-20',
        })),
      ),
    ],
    [firstFires.v1, fired(of.firedBefore)],
    [seeds.v1, fired(of.seeds)],
    [models.v1, ids.map((id) => modelRow(id, sha256))],
    [
      modelWeights.v1,
      of.models.flatMap(({ segment_id, tokens: names, weights }) =>
        names.map((token, at) => ({ segment_id, token, weight: weights[at]! })),
      ),
    ],
  );
}

const segmentRow = (segment_id: string, audience_size: number | null): RowOf<typeof segments.v1> => ({
  segment_id,
  name: segment_id,
  dsp: 'an',
  dsp_segment_id: '1',
  audience_size,
  ttl_days: null,
});

const modelRow = (segment_id: string, artifact_sha256: string): RowOf<typeof models.v1> => ({
  segment_id,
  feature_map: 'inverse-sqrt-length',
  strength: 1,
  bias: 0,
  calibration_slope: null,
  calibration_intercept: null,
  tokens: 1,
  validation_log_loss: null,
  validation_auc: null,
  artifact: 'models/amer/2026-11-21/a.ndjson',
  artifact_sha256,
});
