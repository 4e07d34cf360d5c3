import { createHash } from 'node:crypto';
import { duckdb } from '@lookalikes/engine-duckdb';
import type { Day, FeatureMap, RowOf, TokenModel } from '@lookalikes/schema';
import {
  delivered,
  firstFires,
  guardRails,
  modelArtifactLines,
  models,
  modelTrials,
  modelWeights,
  seeds,
  segments,
  tokens,
  users,
  userTokens,
} from '@lookalikes/schema';
import { scoring } from '@lookalikes/scoring';
import type { Engine, ObjectStore, Stage } from '@lookalikes/stage-kit';
import { addDays } from '@lookalikes/stage-kit';
import type { Given, NightWorld } from '@lookalikes/stage-kit/testing';
import { given, nightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { changesBetween } from '../src/changes/changes-between.ts';
import type { SegmentChange } from '../src/changes/segment-change.ts';

/** A token of a user's history. */
export interface Seen {
  readonly token: string;
  /** How often, recently more; 1 where left out. */
  readonly decayed?: number;
  /** 2026-11-20 where left out. */
  readonly lastDay?: string;
}

/** A segment of a night: its model, how many users are taken, who has fired, whom the DSP holds. */
export interface SegmentOf {
  readonly id: string;
  /** By token, as models name it. Without any there is no model. */
  readonly weights: Readonly<Record<string, number>>;
  readonly size?: number;
  /** By user id. */
  readonly fired?: readonly string[];
  /** By user id; undefined where the night delivers nothing. */
  readonly held?: readonly string[];
  /** Whether a guard rail holds it. */
  readonly isHeld?: boolean;
  readonly featureMap?: FeatureMap;
  readonly banned?: readonly string[];
}

/** What the stages before scoring leave of a night. */
export interface NightOf {
  /** Histories by user id. */
  readonly people: Readonly<Record<string, readonly Seen[]>>;
  readonly segments: readonly SegmentOf[];
  /** Tokens that are no part of activity. */
  readonly quiet?: readonly string[];
  /** Every token, by number; those that the histories have, by text, where left out. */
  readonly vocabulary?: readonly string[];
}

/** A world whose nights are told one by one. */
export interface ToldNights extends AsyncDisposable {
  readonly world: NightWorld;
  /**
   * Lets the real scoring choose the audiences of a night, once.
   *
   * @param options - of scoring
   * @returns the run date that it was given, each a day after the last
   */
  runDateOf(night: NightOf, options?: object): Promise<Day>;
  /** Splits what changed from one night to another. */
  between(nights: readonly [NightOf, NightOf], of?: BetweenOptions): Promise<SegmentChange[]>;
}

/** How two nights are compared. */
interface BetweenOptions {
  /** Options of scoring, a night each. */
  readonly scoring?: readonly [object, object];
  readonly segments?: readonly string[];
}

/** A place to run nights in, the first of them 2026-11-21. */
export async function tellNights(): Promise<ToldNights> {
  const world = await nightWorld({
    engine: ({ region }) => duckdb({ path: `${region}.duckdb`, memoryLimit: '256MB', threads: 1 }),
    store: fileStore({ root: 'objects' }),
  });
  const dates = new Map<NightOf, Map<string, Day>>();
  let last = '2026-11-20';
  const runDateOf = async (night: NightOf, options: object = {}): Promise<Day> => {
    const own = dates.get(night) ?? new Map<string, Day>();
    dates.set(night, own);
    const known = own.get(JSON.stringify(options));
    if (known !== undefined) return known;
    last = addDays(last, 1);
    const runDate = last;
    own.set(JSON.stringify(options), runDate);
    const stages = [await leftBehind(world.store, runDate, night), scoring];
    const { record } = await world.run(stages, { runDate, stages: { scoring: options } });
    if (record.failure) throw new Error(`${runDate}: ${record.failure.message}`);
    return runDate;
  };
  return {
    world,
    runDateOf,
    between: async ([first, second], { scoring: [one, other] = [{}, {}], segments: asked } = {}) => {
      const before = await runDateOf(first, one);
      const night = await runDateOf(second, other);
      await using opened = await opening(world);
      const { engine } = opened;
      return await changesBetween({ engine, store: world.store, region: 'amer', before, night, segments: asked });
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** The engine of a world, closed when disposed. */
export async function opening(world: NightWorld): Promise<AsyncDisposable & { readonly engine: Engine }> {
  const engine = await world.engine();
  return { engine, [Symbol.asyncDispose]: () => engine.close() };
}

/** A user's key: the first 60 bits of the md5 of his id. */
const keyOf = (userId: string): bigint => BigInt(`0x${createHash('md5').update(userId).digest('hex').slice(0, 15)}`);

/** The model that a segment has. */
export const modelOf = ({ id, weights, featureMap = 'binary', banned = [] }: SegmentOf): TokenModel => ({
  segment_id: id,
  feature_map: featureMap,
  activity_value: featureMap.endsWith('+activity') ? 0.5 : 0,
  strength: 1,
  bias: -2,
  calibration: null,
  banned_tokens: banned,
  tokens: Object.keys(weights),
  weights: Float32Array.from(Object.values(weights)),
});

/** Puts the artifact of a night into the store, and gives the stage that writes what the stages before scoring leave. */
export async function leftBehind(store: ObjectStore, runDate: string, night: NightOf): Promise<Stage> {
  const modelled = night.segments.filter(({ weights }) => Object.keys(weights).length > 0);
  const made = modelled.map(modelOf);
  const of = { region: 'amer', run_date: runDate, activity_without: night.quiet ?? [], models: made } as const;
  const lines = [...modelArtifactLines(of)].join('');
  const artifact = `models/amer/${runDate}.ndjson`;
  await store.put(artifact, lines);
  const sha256 = createHash('sha256').update(lines).digest('hex');
  const people = Object.entries(night.people);
  const known =
    night.vocabulary ?? [...new Set(people.flatMap(([, seen]) => seen.map(({ token }) => token)))].toSorted();
  const told: Given[] = [
    [segments.v1, night.segments.map(segmentRow)],
    [tokens.v1, known.map((token, token_no) => ({ token_no, token, users: 1 }))],
    [users.v1, people.filter(([, seen]) => seen.length > 0).map(([id, seen]) => userRow(id, seen))],
    [
      userTokens.v1,
      people.flatMap(([id, seen]) =>
        seen.map(({ token, decayed = 1, lastDay = '2026-11-20' }) => ({
          window: 'score',
          user_key: keyOf(id),
          token_no: known.indexOf(token),
          events: 1,
          decayed_events: decayed,
          last_day: lastDay,
        })),
      ),
    ],
    [firstFires.v1, []],
    [
      seeds.v1,
      night.segments.flatMap(({ id, fired = [] }) =>
        fired.map((user) => ({
          segment_id: id,
          user_key: keyOf(user),
          user_id: user,
          first_fired_at: '2026-11-15T12:00:00',
          split: 'train',
        })),
      ),
    ],
    [models.v1, made.map((model) => modelRow(model, { artifact, artifact_sha256: sha256 }))],
    [modelTrials.v1, []],
    [
      modelWeights.v1,
      made.flatMap(({ segment_id, tokens: names, weights }) =>
        names.map((token, at) => ({ segment_id, token, weight: weights[at] as number })),
      ),
    ],
  ];
  const held = night.segments.flatMap(({ id, held: ids = [] }) => ids.map((user, at) => heldRow(id, user, at)));
  const isDelivered = night.segments.some((segment) => segment.held !== undefined);
  const rails = night.segments.filter(({ isHeld }) => isHeld).map(railRow);
  return given(...told, [guardRails.v1, rails], ...(isDelivered ? [[delivered.v1, held] satisfies Given] : []));
}

const segmentRow = ({ id, size }: SegmentOf): RowOf<typeof segments.v1> => ({
  segment_id: id,
  name: `the ${id}`,
  dsp: 'an',
  dsp_segment_id: id,
  audience_size: size ?? null,
  ttl_days: null,
});

const userRow = (id: string, seen: readonly Seen[]): RowOf<typeof users.v1> => ({
  window: 'score',
  user_key: keyOf(id),
  user_id: id,
  tokens: seen.length,
  split: 'train',
  in_pool: true,
});

const modelRow = (
  { segment_id, feature_map, strength, bias, tokens: names }: TokenModel,
  place: { readonly artifact: string; readonly artifact_sha256: string },
): RowOf<typeof models.v1> => ({
  segment_id,
  feature_map,
  strength,
  bias,
  calibration_slope: null,
  calibration_intercept: null,
  tokens: names.length,
  validation_log_loss: null,
  validation_auc: 0.75,
  ...place,
});

const railRow = ({ id }: SegmentOf): RowOf<typeof guardRails.v1> => ({
  segment_id: id,
  rail: 'reach',
  value: 3,
  baseline: 300,
  lowest: 270,
  highest: 330,
  nights: 4,
  verdict: 'hold',
});

const heldRow = (segment_id: string, user_id: string, at: number): RowOf<typeof delivered.v1> => ({
  segment_id,
  dsp: 'an',
  dsp_segment_id: segment_id,
  dsp_user_id: `${segment_id}-${at}`,
  user_id,
  change: 'added',
  sent_on: '2026-11-21',
  expires_on: '2026-12-21',
  score: 0,
  rank: at + 1,
});
