import { expect, test } from 'vitest';
import type { LineBatch } from './manifest.ts';
import { PartReader } from './part-reader.ts';

const batch = (ids: readonly string[]): LineBatch => ({
  rows: ids.length,
  columns: { dsp_user_id: ids, score: new Float64Array(ids.length), rank: new Int32Array(ids.length) },
});

/** Batches of these ids; tells when it was let go of. */
function source(...batches: readonly string[][]) {
  const state = { closed: false };
  async function* read(): AsyncGenerator<LineBatch> {
    try {
      for (const ids of batches) yield await Promise.resolve(batch(ids));
    } finally {
      state.closed = true;
    }
  }
  return { state, batches: read() };
}

const idOf = ({ columns }: LineBatch, row: number) =>
  columns.dsp_user_id[row] === '?' ? undefined : columns.dsp_user_id[row];

async function parts(reader: PartReader, most: number): Promise<string[]> {
  const found: string[] = [];
  while (await reader.hasMore()) {
    let text = '';
    for await (const piece of reader.part(most)) text += Buffer.from(piece).toString();
    found.push(text);
  }
  return found;
}

test.each([
  [1, ['1\n', '2\n', '3\n', '4\n', '5\n']],
  [2, ['1\n2\n', '3\n4\n', '5\n']],
  [3, ['1\n2\n3\n', '4\n5\n']],
  [5, ['1\n2\n3\n4\n5\n']],
  [9, ['1\n2\n3\n4\n5\n']],
])('parts of %i lines at most, whatever the batches', async (most, expected) => {
  const { batches } = source(['1', '?', '2', '3'], [], ['?'], ['4', '5']);
  const reader = new PartReader(batches, idOf);
  expect(await parts(reader, most)).toEqual(expected);
  expect(reader.refused).toBe(2);
});

test('where every row is refused there is no part', async () => {
  const reader = new PartReader(source(['?', '?'], ['?']).batches, idOf);
  expect(await parts(reader, 2)).toEqual([]);
  expect(reader.refused).toBe(3);
});

test('closing lets go of the stream in its middle', async () => {
  const { state, batches } = source(['1'], ['2']);
  const reader = new PartReader(batches, idOf);
  await reader.hasMore();
  await reader.close();
  expect(state.closed).toBe(true);
});
