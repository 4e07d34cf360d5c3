import { ScoringError } from './error.ts';

/**
 * Reads the number of each token text.
 *
 * @param batches - tokens in order of their numbers
 * @throws ScoringError `inconsistent-input` where the numbers are not 0, 1, 2, …
 */
export async function readTokenNumbers(
  batches: AsyncIterable<{
    readonly columns: { readonly token_no: Int32Array; readonly token: readonly string[] };
  }>,
): Promise<Map<string, number>> {
  const numbers = new Map<string, number>();
  for await (const { columns } of batches) {
    columns.token_no.forEach((number, at) => {
      if (number !== numbers.size) {
        throw new ScoringError(
          'inconsistent-input',
          `tokens: token_no ${number} follows ${numbers.size - 1}; expected numbers from 0 without gaps: run training-data again`,
        );
      }
      numbers.set(columns.token[at]!, number);
    });
  }
  return numbers;
}
