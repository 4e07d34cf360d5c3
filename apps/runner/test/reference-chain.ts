import type { TokenModel } from '@lookalikes/schema';
import type { CauseOfChange, ChangeCause } from '../src/changes/segment-change.ts';
import { CHANGE_CAUSES } from '../src/changes/segment-change.ts';

/** A token of a user's history. */
export interface ReferenceToken {
  /** As models name it. */
  readonly name: string;
  readonly decayed: number;
  /** Days from its last day to the window's. */
  readonly age: number;
}

/** By user key. */
export type ReferenceHistories = ReadonlyMap<bigint, readonly ReferenceToken[]>;

/** What one segment's audiences came from, read out of the tables. */
export interface ReferenceNights {
  readonly model: TokenModel;
  readonly quiet: ReadonlySet<string>;
  readonly historiesBefore: ReferenceHistories;
  readonly histories: ReferenceHistories;
  readonly firedBefore: ReadonlySet<bigint>;
  readonly audienceBefore: ReadonlySet<bigint>;
  readonly audience: ReadonlySet<bigint>;
}

/**
 * The margin of a user by the definition of the feature maps, in 32 bits; undefined without a token that counts. Written for the
 * tests, by the docstrings of the schema's feature maps and by nothing of how scores are computed.
 */
function referenceMargin(model: TokenModel, quiet: ReadonlySet<string>, history: readonly ReferenceToken[]) {
  const weights = new Map(model.tokens.map((token, at) => [token, model.weights[at] as number]));
  const counting = history.filter(({ name }) => !model.banned_tokens.includes(name));
  if (counting.length === 0) return undefined;
  const worths = counting.map(({ decayed }) => (model.feature_map.startsWith('decayed') ? levelOf(decayed) : 1));
  const length = Math.sqrt(worths.reduce((sum, worth) => sum + worth * worth, 0));
  const scale = model.feature_map.startsWith('binary') ? 1 : 1 / length;
  const row = counting.reduce((sum, { name }, at) => sum + (worths[at] as number) * (weights.get(name) ?? 0), 0);
  const seen = history.filter(({ name }) => !quiet.has(name));
  const amounts: Readonly<Record<string, number>> = {
    'history-length': seen.length,
    'last-day': seen.filter(({ age }) => age === 0).length,
    'last-three-days': seen.filter(({ age }) => age < 3).length,
    'days-since': seen.reduce((least, { age }) => Math.min(least, age), Infinity),
  };
  let activity = 0;
  for (const [token, weight] of weights) {
    const [, kind = '', low = '', rest = ''] = /^@([a-z][a-z-]*):(\d+)(\+|-\d+)?$/.exec(token) ?? [];
    const amount = amounts[kind];
    if (amount === undefined) continue;
    const high = rest === '' ? Number(low) : rest === '+' ? Infinity : Number(rest.slice(1));
    if (amount >= Number(low) && amount <= high) activity += weight;
  }
  return Math.fround(model.bias + row * scale + model.activity_value * activity);
}

/** log(1 + 2 d) of a decayed count d that is rounded to one of 255 levels from 2^-10 to 2^10, evenly spaced in log space. */
function levelOf(decayed: number): number {
  const level = Math.min(254, Math.round((Math.log2(Math.max(decayed, 2 ** -10)) + 10) * (254 / 20)));
  return Math.fround(Math.log1p(2 * 2 ** ((20 * level) / 254 - 10)));
}

/** The six audiences, from that of the night before to tonight's. */
export function referenceChain(of: ReferenceNights): readonly ReadonlySet<bigint>[] {
  const latest = new Map([...of.historiesBefore].map(([user, history]) => [user, of.histories.get(user) ?? history]));
  const take = (histories: ReferenceHistories, count: number): Set<bigint> => {
    const scored = [...histories].flatMap(([user, history]) => {
      const score = of.firedBefore.has(user) ? undefined : referenceMargin(of.model, of.quiet, history);
      return score === undefined ? [] : [{ user, score }];
    });
    const best = scored.toSorted((a, b) => b.score - a.score || (a.user < b.user ? -1 : 1));
    return new Set(best.slice(0, count).map(({ user }) => user));
  };
  const size = of.audienceBefore.size;
  return [
    of.audienceBefore,
    take(of.historiesBefore, size),
    take(latest, size),
    take(of.histories, size),
    take(of.histories, of.audience.size),
    of.audience,
  ];
}

/** The causes by the chain: of each user who is in one end alone, the last step at which he came or went. */
export function referenceCauses(chain: readonly ReadonlySet<bigint>[]): CauseOfChange[] {
  const [first, last] = [chain[0], chain.at(-1)] as [ReadonlySet<bigint>, ReadonlySet<bigint>];
  const causeOf = (user: bigint): ChangeCause => {
    const step = chain.findLastIndex((audience, at) => at > 0 && audience.has(user) !== chain[at - 1]?.has(user));
    return CHANGE_CAUSES[step - 1] as ChangeCause;
  };
  const joined = [...last].filter((user) => !first.has(user)).map(causeOf);
  const left = [...first].filter((user) => !last.has(user)).map(causeOf);
  return CHANGE_CAUSES.map((cause, at) => ({
    cause,
    joined: joined.filter((one) => one === cause).length,
    left: left.filter((one) => one === cause).length,
    reach: (chain[at + 1]?.size ?? 0) - (chain[at]?.size ?? 0),
  }));
}
