import { expect, test } from 'vitest';
import { partsOf } from './parts.ts';

async function* sized(sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let value = 0;
  for (const size of sizes) yield Uint8Array.from({ length: size }, () => (value += 1));
}

test.each([
  { sizes: [], parts: [0] },
  { sizes: [3], parts: [3] },
  { sizes: [10], parts: [10] },
  { sizes: [11], parts: [10, 1] },
  { sizes: [4, 0, 4, 4, 9], parts: [10, 10, 1] },
  { sizes: [35], parts: [10, 10, 10, 5] },
])('$sizes become parts of $parts', async ({ sizes, parts }) => {
  const found: number[] = [];
  const values: number[] = [];
  let seen = 0;
  const onPiece = (piece: Uint8Array) => void (seen += piece.byteLength);
  for await (const { bytes, giveBack } of partsOf(sized(sizes), { partBytes: 10, onPiece })) {
    found.push(bytes.byteLength);
    values.push(...bytes);
    giveBack();
  }
  expect(found).toEqual(parts);
  expect(values).toEqual(Array.from({ length: seen }, (_, index) => index + 1));
});

test('buffers that were given back are filled again', async () => {
  const buffers = new Set<ArrayBufferLike>();
  for await (const { bytes, giveBack } of partsOf(sized([100]), { partBytes: 10, onPiece: () => undefined })) {
    buffers.add(bytes.buffer);
    giveBack();
  }
  expect(buffers.size).toBe(1);
});

test('a part that is larger than the first buffer is whole', async () => {
  const sizes = [200_000, 300_000, 600_000, 1_400_000, 7];
  const found: Buffer[] = [];
  for await (const { bytes, giveBack } of partsOf(sized(sizes), { partBytes: 1_000_000, onPiece: () => undefined })) {
    found.push(Buffer.from(bytes));
    giveBack();
  }
  expect(found.map(({ length }) => length)).toEqual([1_000_000, 1_000_000, 500_007]);
  const expected: Uint8Array[] = [];
  for await (const piece of sized(sizes)) expected.push(piece);
  expect(Buffer.concat(found).equals(Buffer.concat(expected))).toBe(true);
});
