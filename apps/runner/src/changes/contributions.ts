import type { HistoryColumns } from '@lookalikes/schema';
import { activityTokens, countLevels, featureName, featuresOf, historyEntries } from '@lookalikes/schema';
import type { NightModel } from './night-models.ts';

/** A token of a user's history. */
export interface UserToken {
  readonly token: string;
  /** How often it was seen, recently more. */
  readonly decayed_events: number;
  /** Days from its last day to the window's. */
  readonly age: number;
}

/** What a token adds to a user's score. */
export interface Contribution {
  /** As models name it: one that says how active the user is begins with one `@`. */
  readonly token: string;
  /** What it is worth in the user's row. */
  readonly value: number;
  readonly weight: number;
  /** `value` times `weight`. */
  readonly contribution: number;
  /** Whether it counts: a banned token, or the segment's own pixel, does not. */
  readonly counts: boolean;
}

/** A score, token by token. */
export interface ExplainedScore {
  /** The bias plus all contributions, rounded to 32 bits as scoring does. */
  readonly score: number;
  /** The largest first, whichever way it pulls. */
  readonly contributions: readonly Contribution[];
}

/**
 * Takes a score apart: the bias, plus for each token its value times its weight. The value is what the model's feature map makes of
 * it (see `featureMaps` of the schema): 1 or the level of its decayed count, times the scale of the row; of activity, a constant.
 *
 * The numbers are those that scoring adds, in another order: the sum is the published score but for the last of its 24 bits.
 *
 * @param history - by token number
 * @example (await explainScore(history, { model, quiet })).contributions[0] // { token: 'kw:boots', value: 0.35, weight: 1.2, … }
 */
export async function explainScore(
  history: readonly UserToken[],
  { model, quiet }: NightModel,
): Promise<ExplainedScore> {
  const { counts: byCount, rowScale } = featuresOf(model.feature_map);
  const weights = new Map(model.tokens.map((token, at) => [token, model.weights[at] as number]));
  const banned = new Set(model.banned_tokens);
  const names = history.map(({ token }) => featureName(token));
  const row: Entry[] = [];
  const activity: Entry[] = [];
  const options = { tokens: names.length, quiet: Uint8Array.from(names, (name) => (quiet.includes(name) ? 1 : 0)) };
  for await (const { columns, levels } of historyEntries(batchesOf(history), options)) {
    for (const [at, column] of columns.entries()) {
      const token = names[column];
      if (token === undefined) {
        const bucket = activityTokens[column - names.length] as string;
        if (model.activity_value > 0) activity.push({ token: bucket, worth: model.activity_value, counts: true });
      } else {
        const worth = byCount ? (countLevels[levels[at] as number] as number) : 1;
        row.push({ token, worth, counts: !banned.has(token) });
      }
    }
  }
  const squares = row.reduce((sum, { worth, counts }) => sum + (counts ? worth * worth : 0), 0);
  const scale = rowScale === 'none' || squares === 0 ? 1 : 1 / Math.sqrt(squares);
  const contribution =
    (times: number) =>
    (entry: Entry): Contribution => {
      const value = entry.counts ? entry.worth * times : 0;
      const weight = weights.get(entry.token) ?? 0;
      return { token: entry.token, value, weight, contribution: value * weight, counts: entry.counts };
    };
  const contributions = [...row.map(contribution(scale)), ...activity.map(contribution(1))];
  const sum = contributions.reduce((total, one) => total + one.contribution, model.bias);
  const bySize = (a: Contribution, b: Contribution) =>
    Math.abs(b.contribution) - Math.abs(a.contribution) || (a.token < b.token ? -1 : 1);
  return { score: Math.fround(sum), contributions: contributions.toSorted(bySize) };
}

/** What a token of the user is worth before his row is scaled. */
interface Entry {
  readonly token: string;
  readonly worth: number;
  readonly counts: boolean;
}

/** A user's history as one batch, whose tokens are numbered as they come. */
async function* batchesOf(history: readonly UserToken[]): AsyncGenerator<{ readonly columns: HistoryColumns }> {
  yield {
    columns: {
      user_key: new BigInt64Array(history.length),
      token_no: Int32Array.from(history, (_, at) => at),
      decayed_events: Float64Array.from(history, ({ decayed_events }) => decayed_events),
      age: Int32Array.from(history, ({ age }) => age),
    },
  };
}
