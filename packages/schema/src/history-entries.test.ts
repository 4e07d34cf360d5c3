import { expect, test } from 'vitest';
import type { HistoryColumns } from './history-entries.ts';
import { historyEntries } from './history-entries.ts';
import { activityTokens } from './model-features.ts';

/** User, token, decayed events, age. Token 2 is no part of activity; keys differ in either half. */
const rows: readonly (readonly [bigint, number, number, number])[] = [
  [7n, 0, 1, 4],
  [7n, 2, 0.5, 0],
  [7n, 4, 2, 2],
  [7n + 2n ** 32n, 1, 1, 0],
  [8n + 2n ** 32n, 2, 1, 0],
];
const tokens = 5;
const quiet = Uint8Array.of(0, 0, 1, 0, 0);

async function* inBatchesOf(size: number): AsyncGenerator<{ columns: HistoryColumns }> {
  for (let from = 0; from < rows.length; from += size) {
    const part = rows.slice(from, from + size);
    yield {
      columns: {
        user_key: BigInt64Array.from(part, ([user]) => user),
        token_no: Int32Array.from(part, ([, token]) => token),
        decayed_events: Float64Array.from(part, ([, , decayed]) => decayed),
        age: Int32Array.from(part, ([, , , age]) => age),
      },
    };
  }
}

async function read(size: number) {
  const entries: (readonly [bigint, number | string, number])[] = [];
  for await (const { keys, columns, levels } of historyEntries(inBatchesOf(size), { tokens, quiet })) {
    keys.forEach((key, at) => {
      const column = columns[at]!;
      entries.push([key, column < tokens ? column : activityTokens[column - tokens]!, levels[at]!]);
    });
  }
  return entries;
}

const activity = (user: bigint, ...buckets: readonly string[]) =>
  ['history-length', 'last-day', 'last-three-days', 'days-since'].map((kind, at) => [
    user,
    `@${kind}:${buckets[at]}`,
    0,
  ]);

test.each([1, 2, 3, 5, 100])("a user's activity follows its tokens, in batches of %i", async (size) => {
  expect(await read(size)).toEqual([
    [7n, 0, 127],
    [7n, 2, 114],
    [7n, 4, 140],
    ...activity(7n, '2', '0', '1', '2'),
    [7n + 2n ** 32n, 1, 127],
    ...activity(7n + 2n ** 32n, '1', '1', '1', '0'),
    [8n + 2n ** 32n, 2, 127],
    ...activity(8n + 2n ** 32n, '0', '0', '0', '120+'),
  ]);
});

test('nothing comes of nothing', async () => {
  for await (const _ of historyEntries((async function* () {})(), { tokens, quiet })) expect.unreachable();
  expect.assertions(0);
});
