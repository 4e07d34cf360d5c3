import { activityTokens, featureName } from '@lookalikes/schema';
import { ScoringError } from './error.ts';

/** What a night's histories are made of: its tokens, then those that say how active a user is. */
export interface Vocabulary {
  /** How many tokens the night has. */
  readonly tokens: number;
  /** The column of each, by the name that models have for it; activity from {@link tokens} on. */
  readonly numbers: ReadonlyMap<string, number>;
}

/**
 * Reads a night's tokens, in order of their numbers.
 *
 * @param batches - tokens in order of their numbers
 * @throws ScoringError `inconsistent-input` where the numbers are not 0, 1, 2, …
 */
export async function readVocabulary(
  batches: AsyncIterable<{
    readonly columns: { readonly token_no: Int32Array; readonly token: readonly string[] };
  }>,
): Promise<Vocabulary> {
  const numbers = new Map<string, number>();
  for await (const { columns } of batches) {
    columns.token_no.forEach((number, at) => {
      if (number !== numbers.size) {
        throw new ScoringError(
          'inconsistent-input',
          `tokens: token_no ${number} follows ${numbers.size - 1}; expected numbers from 0 without gaps: run training-data again`,
        );
      }
      numbers.set(featureName(columns.token[at]!), number);
    });
  }
  const tokens = numbers.size;
  activityTokens.forEach((token, at) => numbers.set(token, tokens + at));
  return { tokens, numbers };
}

/** By token number: 1 where the token is named here. */
export function quietTokens({ tokens, numbers }: Vocabulary, names: Iterable<string>): Uint8Array {
  const quiet = new Uint8Array(tokens);
  for (const name of names) {
    const number = numbers.get(name);
    if (number !== undefined) quiet[number] = 1;
  }
  return quiet;
}
