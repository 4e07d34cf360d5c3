import { expect, test } from 'vitest';
import type { Layout } from './layout.ts';
import { presets } from './layout.ts';
import type { LineBatch } from './manifest.ts';
import { PartReader } from './part-reader.ts';

const batch = (ids: readonly string[]): LineBatch => ({
  rows: ids.length,
  columns: {
    dsp_user_id: ids,
    score: new Float64Array(ids.length),
    rank: new Int32Array(ids.length),
    leaves: new Int32Array(ids.length),
  },
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

const idOf = ({ columns }: LineBatch, row: number) => columns.dsp_user_id[row] ?? '';
const layout: Layout = { ...presets.legacy, columns: ['dsp_user_id'] };
const readerOf = (batches: AsyncIterable<LineBatch>, of: Partial<Layout> = {}) =>
  new PartReader(batches, { format: idOf, layout: { ...layout, ...of } });

async function parts(reader: PartReader, rows: number, isFull = () => false): Promise<string[]> {
  const found: string[] = [];
  while (await reader.hasMore()) {
    let text = '';
    for await (const piece of reader.part({ rows, isFull })) text += Buffer.from(piece).toString('latin1');
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
])('parts of %i lines at most, whatever the batches', async (rows, expected) => {
  expect(await parts(readerOf(source(['1', '2', '3'], [], ['4', '5']).batches), rows)).toEqual(expected);
});

test('every part has the header, and lines end as the layout says', async () => {
  const reader = readerOf(source(['1', '2', '3']).batches, { header: true, lineEnd: '\r\n' });
  expect(await parts(reader, 2)).toEqual(['dsp_user_id\r\n1\r\n2\r\n', 'dsp_user_id\r\n3\r\n']);
});

test('characters become bytes as the layout says', async () => {
  expect(await parts(readerOf(source(['é']).batches, { encoding: 'latin1' }), 2)).toEqual(['é\n']);
});

test('a part that is full ends after its block, and a block does not depend on the batches', async () => {
  const ids = Array.from({ length: 20_000 }, (_, at) => String(at));
  const whole = await parts(readerOf(source(ids).batches), 1e9, () => true);
  expect(whole.map((part) => part.split('\n').length - 1)).toEqual([8192, 8192, 3616]);
  const cut = source(ids.slice(0, 9_000), ids.slice(9_000, 9_001), ids.slice(9_001));
  expect(await parts(readerOf(cut.batches), 1e9, () => true)).toEqual(whole);
});

test('closing lets go of the stream in its middle', async () => {
  const { state, batches } = source(['1'], ['2']);
  const reader = readerOf(batches);
  await reader.hasMore();
  await reader.close();
  expect(state.closed).toBe(true);
});
