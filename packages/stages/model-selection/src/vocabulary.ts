import { ModelSelectionError } from './error.ts';

/** A night's tokens. */
export interface Vocabulary {
  /** By token number. */
  readonly texts: readonly string[];
  /** The number of each text. */
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
      texts.push(columns.token[at]!);
    });
  }
  return { texts, numbers: new Map(texts.map((token, number) => [token, number])) };
}
