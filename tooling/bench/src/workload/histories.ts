import { normal, random } from '../random.ts';
import type { WorkloadSpec } from './spec.ts';
import { tokensPerUser } from './spec.ts';

/** Who has which tokens, in compressed rows: see SparseMatrix of linear-model. */
export interface Histories {
  readonly rowStart: Int32Array;
  readonly columnIndex: Int32Array;
}

const shortest = 3;
const longest = 400;
const spread = 0.7;

/** Popularity falls as 1 / (rank + 20): the top token is in about a fifth of the histories, none is in all. */
const flatTop = 20;

/**
 * Seeded histories: lengths lognormal about {@link tokensPerUser}, tokens by rank of popularity (Zipf-Mandelbrot), distinct
 * and ascending within a user. A token's number is its rank.
 *
 * @example histories({ users: 1000, tokens: 500, segments: 1 }).rowStart.at(-1) // about 41,000
 */
export function histories({ users, tokens }: WorkloadSpec): Histories {
  const next = random(1, 0);
  const rowStart = new Int32Array(users + 1);
  const most = Math.min(longest, tokens >> 1);
  for (let user = 0; user < users; user++) {
    const length = Math.round(tokensPerUser * Math.exp(spread * normal(next) - spread ** 2 / 2));
    rowStart[user + 1] = rowStart[user]! + Math.min(most, Math.max(Math.min(shortest, most), length));
  }
  const columnIndex = new Int32Array(rowStart[users]!);
  const takenBy = new Int32Array(tokens).fill(-1);
  const steepness = Math.log((tokens + flatTop) / flatTop);
  for (let user = 0; user < users; user++) {
    const end = rowStart[user + 1]!;
    for (let entry = rowStart[user]!; entry < end;) {
      const token = Math.floor(flatTop * Math.exp(steepness * next()) - flatTop);
      if (token >= tokens || takenBy[token] === user) continue;
      takenBy[token] = user;
      columnIndex[entry++] = token;
    }
    columnIndex.subarray(rowStart[user], end).sort();
  }
  return { rowStart, columnIndex };
}
