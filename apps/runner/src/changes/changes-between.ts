import type { Day, Region } from '@lookalikes/schema';
import type { Engine, ObjectStore } from '@lookalikes/stage-kit';
import { closest } from '@lookalikes/stage-kit';
import { RunnerError } from '../error.ts';
import type { Ask } from './ask.ts';
import { asker, bothNights } from './ask.ts';
import { modelParams } from './model-params.ts';
import type { NightData } from './night-data.ts';
import { nightData } from './night-data.ts';
import type { NightModel } from './night-models.ts';
import { NightModels } from './night-models.ts';
import { queries } from './queries.ts';
import { splitReach, wholeReach } from './reach-change.ts';
import type { SegmentChange, TokenChange } from './segment-change.ts';

/** Two nights of a region, and what is asked of them. */
export interface ChangesAsked {
  readonly engine: Engine;
  readonly store: ObjectStore;
  readonly region: Region;
  /** The run date of the earlier night. */
  readonly before: Day;
  /** The run date of the later night. */
  readonly night: Day;
  /** Only these; all segments of either night where left out. */
  readonly segments?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** So many tokens each way. */
const most = 10;

/**
 * Splits the change of each audience between two nights into its causes.
 *
 * Between the two published audiences stand four that never were. Each differs from the one before it in one respect:
 *
 * 1. `weights`: the later night's models choose from the earlier night's users, by their histories of then, as many as were chosen;
 * 2. `histories`: each of these users has his history of the later night; whoever has none there keeps the one he had;
 * 3. `users`: whoever has no history any more is gone, and whoever is new is there;
 * 4. `threshold`: as many are chosen as in the later night;
 * 5. `suppression`: the later night's audience as it was published. What is left that differs is who is left out as he fired: up to
 *    here those of the earlier night were.
 *
 * A user who is in one of the two published audiences alone has come or gone at some step; his cause is the last at which he did.
 * So each has exactly one, and the causes add up to what was published, whatever the steps between come to. Scores are computed
 * inside the engine, as scoring does there, by nothing but SELECTs: nothing is written, no lock is needed, and the region's night
 * may go on. Counts leave the engine; users do not.
 *
 * A user has a history in a night when he has as many tokens as scoring asked for (`minTokens`). One whose tokens no longer count
 * for the segment, as they were banned or are its pixels, goes with the weights that say so.
 *
 * @returns one a segment, by id
 * @throws RunnerError `usage` where a night has not published what is needed, or no night has the segment; `bad-input` where it
 *   does not fit together; StageKitError `corrupt` where an artifact is damaged; what the engine throws
 * @example await changesBetween({ engine, store, region: 'amer', before: '2026-11-21', night: '2026-11-22' })
 */
export async function changesBetween(of: ChangesAsked): Promise<SegmentChange[]> {
  const { store, region, signal } = of;
  const nights = {
    before: await nightData(store, { region, date: of.before }),
    night: await nightData(store, { region, date: of.night }),
  };
  const ask = asker(of.engine, bothNights(nights.before, nights.night), signal);
  const segments = await ask('segments', queries.segments);
  checkKnown(of, new Set(segments.map(({ segment_id }) => segment_id)));
  const asked = segments.filter(({ segment_id }) => of.segments?.includes(segment_id) ?? true);
  const totals = Map.groupBy(await ask('totals', queries.totals), ({ segment_id }) => segment_id);
  const tokens = Map.groupBy(await ask('tokens', queries.tokens, { most }), ({ segment_id }) => segment_id);
  const models = new NightModels(store, { signal });
  const changes: SegmentChange[] = [];
  for (const { segment_id, name, had_model, has_model, ...place } of asked) {
    const kind = had_model === has_model ? 'changed' : has_model === 1 ? 'new' : 'gone';
    const reach =
      had_model === 1 && has_model === 1
        ? splitReach(await causesOf(ask, nights, await models.find({ segment_id, ...place })))
        : wholeReach(totals.get(segment_id) ?? [], kind);
    const weights = tokens.get(segment_id) ?? [];
    changes.push({
      segmentId: segment_id,
      name,
      kind,
      ...reach.audience,
      ...(nights.before.isDelivered && nights.night.isDelivered ? { delivered: reach.delivered } : {}),
      tokensUp: weights.filter(({ grew }) => grew === 1).map(tokenChange),
      tokensDown: weights.filter(({ grew }) => grew === 0).map(tokenChange),
    });
  }
  return changes;
}

type Nights = Readonly<Record<'before' | 'night', NightData>>;

const causesOf = (ask: Ask, { before, night }: Nights, chosen: NightModel) =>
  ask('causes', queries.causes, {
    segment_id: chosen.model.segment_id,
    ...modelParams(chosen),
    min_tokens_before: before.minTokens,
    min_tokens: night.minTokens,
    exclude_seeds_before: before.excludeSeeds,
  });

const tokenChange = (row: {
  readonly token: string;
  readonly weight_before: number | null;
  readonly weight_after: number | null;
}): TokenChange => ({ token: row.token, before: row.weight_before, after: row.weight_after });

function checkKnown({ segments = [], region, before, night }: ChangesAsked, known: ReadonlySet<string>): void {
  const unknown = segments.find((asked) => !known.has(asked));
  if (unknown === undefined) return;
  throw new RunnerError(
    'usage',
    `no segment '${unknown}' in ${region}/${before} or ${region}/${night}${closest(unknown, [...known])}`,
  );
}
