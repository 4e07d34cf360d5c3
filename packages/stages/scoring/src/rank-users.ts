import type { KeyedRows, ScoringModel, SparseMatrix } from '@lookalikes/linear-model';
import { scoreRows, TopK } from '@lookalikes/linear-model';
import type { FiredUsers } from './fired-users.ts';
import type { ModelGroup } from './models.ts';

/** What users are ranked by. */
export interface Ranking {
  readonly groups: readonly ModelGroup[];
  /** Users to keep for each segment, at most; 0 keeps none. */
  readonly keep: readonly number[];
  /** Fewest tokens, banned ones not counted, that a user is scored on. */
  readonly minTokens: number;
  readonly leftOut: FiredUsers;
}

/** A segment's best users, best first. */
export interface RankedSegment {
  /** Users that could be scored, without those that are left out. */
  readonly scored: number;
  readonly userKeys: BigInt64Array;
  readonly scores: Float64Array;
}

/**
 * Scores every user for every segment and keeps the best of each: by falling score, ties by user key.
 *
 * Memory is bounded by one batch of users and two times what is kept, 16 bytes a user and segment.
 *
 * @param batches - users in rising order of their keys
 * @returns by segment number
 */
export async function rankUsers(batches: AsyncIterable<KeyedRows>, ranking: Ranking): Promise<RankedSegment[]> {
  const { groups, keep, minTokens, leftOut } = ranking;
  const best = keep.map((count) => (count > 0 ? new TopK(count) : undefined));
  const scored = keep.map(() => 0);
  for await (const { keys, matrix } of batches) {
    const halves = new Int32Array(keys.buffer, keys.byteOffset, 2 * keys.length);
    const fired = firedFlags(halves, keep.length, leftOut);
    const { levels: _levels, levelValues: _values, ...presence } = matrix;
    for (const { model, segments, counts } of groups) {
      const scores = scoreRows(counts ? matrix : presence, model);
      const tooFew = minTokens > 1 ? tooFewTokens(matrix, model, minTokens) : undefined;
      for (let row = 0; row < matrix.rows; row++) {
        for (let at = 0; at < segments.length; at++) {
          const segment = segments[at]!;
          const score = scores[row * segments.length + at]!;
          if (Number.isNaN(score) || fired[row * keep.length + segment] === 1) continue;
          if (tooFew?.[row * segments.length + at] === 1) continue;
          scored[segment] = scored[segment]! + 1;
          best[segment]?.add(score, halves[2 * row + 1]! >>> 0, halves[2 * row]! >>> 0);
        }
      }
    }
  }
  return best.map((top, segment) => {
    const { scores, keyHigh, keyLow } = top?.result() ?? { scores: [], keyHigh: [], keyLow: [] };
    const userKeys = new BigInt64Array(scores.length);
    const halves = new Uint32Array(userKeys.buffer);
    for (let at = 0; at < scores.length; at++) {
      halves[2 * at] = keyLow[at]!;
      halves[2 * at + 1] = keyHigh[at]!;
    }
    return { scored: scored[segment]!, userKeys, scores: Float64Array.from(scores) };
  });
}

/** By row and segment: 1 where the user is left out. */
function firedFlags(halves: Int32Array, segments: number, leftOut: FiredUsers): Uint8Array {
  const rows = halves.length / 2;
  const flags = new Uint8Array(rows * segments);
  for (let row = 0; row < rows; row++) {
    leftOut.visit(halves[2 * row]!, halves[2 * row + 1]!, (segment) => {
      flags[row * segments + segment] = 1;
    });
  }
  return flags;
}

/** By row and model: 1 where the row has fewer tokens that the model allows. */
function tooFewTokens(
  { rows, rowStart, columnIndex, columns }: SparseMatrix,
  { models, bannedBy, fixed }: ScoringModel,
  minTokens: number,
): Uint8Array {
  const tokens = fixed?.from ?? columns;
  const allowed = new Int32Array(rows * models);
  for (let row = 0; row < rows; row++) {
    const from = rowStart[row]!;
    let to = rowStart[row + 1]!;
    while (to > from && columnIndex[to - 1]! >= tokens) to--;
    allowed.fill(to - from, row * models, (row + 1) * models);
    for (let entry = from; entry < to; entry++) {
      for (const model of bannedBy.get(columnIndex[entry]!) ?? []) {
        const at = row * models + model;
        allowed[at] = allowed[at]! - 1;
      }
    }
  }
  return Uint8Array.from(allowed, (count) => (count < minTokens ? 1 : 0));
}
