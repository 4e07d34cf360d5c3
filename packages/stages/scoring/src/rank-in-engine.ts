import { batchOfRows } from '@lookalikes/stage-kit';
import type { AudienceFigures } from './audience.ts';
import { audienceSize } from './audience-size.ts';
import type { ScoringNight } from './manifest.ts';
import { writes } from './manifest.ts';
import type { ChosenModel } from './models.ts';
import { loadModels } from './models.ts';
import { bansOf, bucketRows } from './pass-inputs.ts';
import { planPasses } from './passes.ts';

/**
 * Writes `ranked_users` by SELECTs alone, sixteen segments a pass over the histories, which never leave the engine. What
 * goes there are biases and banned tokens; the weights are there already, as `model_weights`.
 *
 * @param sizes - of each model: a count from 1, or a share of the scored users below 1
 * @throws what {@link loadModels} throws
 */
export async function rankInEngine(
  night: ScoringNight,
  chosen: readonly ChosenModel[],
  sizes: readonly number[],
): Promise<AudienceFigures[]> {
  if (chosen.length === 0) {
    await night.load('ranked_users', []);
    return [];
  }
  const { models, activityWithout } = await loadModels(night, chosen);
  await night.load('scoring_bans', [batchOfRows(writes.scoring_bans, bansOf(models, activityWithout))]);
  await night.materialize('left_out');
  const counts = new Map((await night.query('scored_counts')).map(({ segment_id, scored }) => [segment_id, scored]));
  const scored = chosen.map(({ segment_id }) => Number(counts.get(segment_id) ?? 0));

  const { segments, passes, activity } = planPasses(
    models,
    sizes.map((size, segment) => audienceSize(size, scored[segment]!)),
  );
  await night.load('scoring_segments', [batchOfRows(writes.scoring_segments, segments)]);
  await night.load('activity_buckets', [batchOfRows(writes.activity_buckets, bucketRows())]);
  await night.materialize('scoring_weights');
  await night.materialize('user_activity', { activity });
  for (const [pass, counted] of passes.entries()) {
    night.progress('score', pass, passes.length);
    await night.materialize('ranked_users', { pass, counts: counted }, { part: pass });
  }

  const reached = new Map((await night.query('reached')).map((row) => [row.segment_id, row]));
  return chosen.map(({ segment_id }, segment) => ({
    segment_id,
    scored: scored[segment]!,
    reach: Number(reached.get(segment_id)?.users ?? 0),
    lowestScore: reached.get(segment_id)?.lowest_score ?? null,
  }));
}
