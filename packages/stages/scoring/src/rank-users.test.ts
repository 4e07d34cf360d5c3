import type { KeyedRows } from '@lookalikes/linear-model';
import { keyedRows } from '@lookalikes/linear-model';
import { expect, test } from 'vitest';
import { model } from '../test/small-world.ts';
import { FiredUsers } from './fired-users.ts';
import { packModels } from './models.ts';
import { rankUsers } from './rank-users.ts';

const vocabulary = {
  tokens: 2,
  numbers: new Map([
    ['hats', 0],
    ['caps', 1],
  ]),
};
/** Keys whose low halves are negative as 32-bit numbers, and equal low halves with other high halves. */
const keys = [1n, 0x8000_0000n, 0xffff_ffffn, 0x1_0000_0001n, 0x1_8000_0000n, 0x2_0000_0001n];
const fired: readonly (readonly [number, bigint])[] = [
  [0, 1n],
  [1, 2n],
  [0, 0x8000_0000n],
  [1, 0x8000_0000n],
  [1, 0x1_0000_0001n],
  [0, 0x3_0000_0001n],
];

async function* pairs() {
  for (const [segment, key] of fired) {
    yield { columns: { segment_no: Int32Array.of(segment), user_key: BigInt64Array.of(key) } };
  }
}

const batches = (maxRows: number): AsyncIterable<KeyedRows> =>
  keyedRows([{ keys: BigInt64Array.from(keys), columns: Int32Array.from(keys, (_, at) => at % 2) }], {
    columns: 2,
    maxRows,
  });

test.each([1, 2, 4, 100])('leaves out who fired, whatever the batches: %i users each', async (maxRows) => {
  const groups = packModels([model('a', { hats: 1 }), model('b', { caps: 1 })], vocabulary);
  const leftOut = await FiredUsers.read(pairs());
  const ranked = await rankUsers(batches(maxRows), { groups, keep: [3, 0], minTokens: 1, leftOut });
  expect(ranked).toEqual([
    {
      scored: 4,
      userKeys: BigInt64Array.of(0xffff_ffffn, 0x1_8000_0000n, 0x1_0000_0001n),
      scores: Float64Array.of(-1, -1, -2),
    },
    { scored: 4, userKeys: new BigInt64Array(0), scores: new Float64Array(0) },
  ]);
});
