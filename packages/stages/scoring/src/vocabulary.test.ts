import { expect, test } from 'vitest';
import { readTokenNumbers } from './vocabulary.ts';

async function* batches(numbers: readonly number[]) {
  for (const number of numbers) yield { columns: { token_no: Int32Array.of(number), token: [`t${number}`] } };
}

test('numbers start at 0 and have no gap', async () => {
  expect([...(await readTokenNumbers(batches([0, 1, 2])))]).toEqual([
    ['t0', 0],
    ['t1', 1],
    ['t2', 2],
  ]);
  await expect(readTokenNumbers(batches([0, 2]))).rejects.toMatchObject({
    code: 'inconsistent-input',
    message: expect.stringContaining('token_no 2 follows 0'),
  });
});
