import { activityTokens, featureName } from '@lookalikes/schema';
import { ModelSelectionError } from './error.ts';

/** What a night's models can have weights of: its tokens, then those that say how active a user is. */
export interface Vocabulary {
  /** How many tokens the night has. */
  readonly tokens: number;
  /** By column, as models name them; activity from {@link tokens} on. */
  readonly texts: readonly string[];
  /** The column of each text. */
  readonly numbers: ReadonlyMap<string, number>;
}

/**
 * Reads a night's tokens, in order of their numbers.
 *
 * @throws ModelSelectionError `inconsistent-input` where the numbers are not 0, 1, 2, …
 */
export async function readVocabulary(
  batches: AsyncIterable<{
    readonly columns: { readonly token_no: Int32Array; readonly token: readonly string[] };
  }>,
): Promise<Vocabulary> {
  const texts: string[] = [];
  for await (const { columns } of batches) {
    columns.token_no.forEach((number, at) => {
      if (number !== texts.length) {
        throw new ModelSelectionError(
          'inconsistent-input',
          `tokens: token_no ${number} follows ${texts.length - 1}; expected numbers from 0 without gaps: run training-data again`,
        );
      }
      texts.push(featureName(columns.token[at]!));
    });
  }
  const tokens = texts.length;
  texts.push(...activityTokens);
  return { tokens, texts, numbers: new Map(texts.map((token, number) => [token, number])) };
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
