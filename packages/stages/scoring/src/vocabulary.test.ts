import { expect, test } from 'vitest';
import { activityTokens } from '@lookalikes/schema';
import { readVocabulary } from './vocabulary.ts';

async function* batches(numbers: readonly number[]) {
  for (const number of numbers)
    yield { columns: { token_no: Int32Array.of(number), token: [number === 2 ? '@2' : `t${number}`] } };
}

test('numbers start at 0 and have no gap', async () => {
  const { tokens, numbers } = await readVocabulary(batches([0, 1, 2]));
  expect(tokens).toBe(3);
  expect([...numbers]).toEqual(['t0', 't1', '@@2', ...activityTokens].map((token, at) => [token, at]));
  await expect(readVocabulary(batches([0, 2]))).rejects.toMatchObject({
    code: 'inconsistent-input',
    message: expect.stringContaining('token_no 2 follows 0'),
  });
});
