import { keyedRows } from '@lookalikes/linear-model';
import { countLevels, historyEntries } from '@lookalikes/schema';
import type { AudienceFigures } from './audience.ts';
import { audienceSize } from './audience-size.ts';
import { FiredUsers } from './fired-users.ts';
import type { ScoringNight } from './manifest.ts';
import type { ChosenModel } from './models.ts';
import { loadModels, packModels } from './models.ts';
import type { RankedSegment } from './rank-users.ts';
import { rankUsers } from './rank-users.ts';
import type { Vocabulary } from './vocabulary.ts';
import { quietTokens, readVocabulary } from './vocabulary.ts';

/** Users scored at a time. */
const batchUsers = 8192;

/**
 * Writes `ranked_users` by streaming all histories through this process, once for all models.
 *
 * The size of an audience may be a share of the scored users, whose number is known only at the end, so the largest number
 * that it can come to is kept until then.
 *
 * @param chosen - in the order of the segment numbers
 * @param sizes - of each: a count from 1, or a share of the scored users below 1
 * @throws what {@link loadModels} throws
 */
export async function rankInRunner(
  night: ScoringNight,
  chosen: readonly ChosenModel[],
  sizes: readonly number[],
): Promise<AudienceFigures[]> {
  const ranked = chosen.length === 0 ? [] : await rank(night, chosen, sizes);
  const audiences = ranked.map(({ scored, userKeys, scores }, segment) => {
    const reach = audienceSize(sizes[segment]!, scored);
    return { scored, userKeys: userKeys.subarray(0, reach), scores: scores.subarray(0, reach) };
  });
  await night.load('ranked_users', rankedBatches(chosen, audiences));
  return audiences.map(({ scored, scores }, segment) => ({
    segment_id: chosen[segment]!.segment_id,
    scored,
    reach: scores.length,
    lowestScore: scores.at(-1) ?? null,
  }));
}

async function rank(
  night: ScoringNight,
  chosen: readonly ChosenModel[],
  sizes: readonly number[],
): Promise<RankedSegment[]> {
  const { excludeSeeds, minTokens } = night.options;
  const { models, activityWithout } = await loadModels(night, chosen);
  const vocabulary = await readVocabulary(night.columns('token_texts'));
  const [count] = await night.query('user_count');
  const users = Number(count?.users ?? 0);
  const leftOut = excludeSeeds ? await FiredUsers.read(night.columns('fired_users')) : FiredUsers.nobody();
  return rankUsers(rowsOf(night, { ...vocabulary, quiet: quietTokens(vocabulary, activityWithout) }, users), {
    groups: packModels(models, vocabulary),
    keep: sizes.map((size) => audienceSize(size, users)),
    minTokens,
    leftOut,
  });
}

/** Histories as rows of a matrix, some thousand users at a time. */
async function* rowsOf(
  night: ScoringNight,
  { tokens, numbers, quiet }: Vocabulary & { readonly quiet: Uint8Array },
  users: number,
) {
  const options = { columns: numbers.size, levelValues: countLevels, maxRows: batchUsers };
  const entries = historyEntries(night.columns('histories'), { tokens, quiet });
  let done = 0;
  for await (const batch of keyedRows(entries, options)) {
    night.signal.throwIfAborted();
    yield batch;
    done += batch.matrix.rows;
    night.progress('score', done, users);
  }
}

function* rankedBatches(chosen: readonly ChosenModel[], audiences: readonly RankedSegment[]) {
  for (const [segment, { userKeys, scores }] of audiences.entries()) {
    const rows = scores.length;
    if (rows === 0) continue;
    yield {
      rows,
      columns: {
        segment_id: Array.from<string>({ length: rows }).fill(chosen[segment]!.segment_id),
        user_key: userKeys,
        score: scores,
        rank: Int32Array.from(scores, (_, at) => at + 1),
      },
    };
  }
}
