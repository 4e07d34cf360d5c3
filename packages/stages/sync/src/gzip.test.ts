import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { gzip } from './gzip.ts';

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test('what was packed unpacks', async () => {
  const long = Array.from({ length: 50_000 }, (_, at) => `${at * at}\n`);
  expect(gunzipSync(await bytesOf(gzip(pieces(...long), 1))).toString()).toBe(long.join(''));
});

test('the header tells neither time nor operating system, and the pieces do not show', async () => {
  const one = await bytesOf(gzip(pieces('ab', 'c'), 6));
  expect([...one.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  expect(one).toEqual(await bytesOf(gzip(pieces('a', 'bc'), 6)));
});

test('an error of the source is thrown as it is', async () => {
  const failure = new Error('the source failed');
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield* pieces('a');
    throw failure;
  }
  await expect(bytesOf(gzip(failing(), 6))).rejects.toBe(failure);
});

test('who stops reading lets go of the source', async () => {
  const state = { closed: false };
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (let at = 0; ; at++) yield await Promise.resolve(Buffer.from(`${at * 7919}\n`.repeat(1000)));
    } finally {
      state.closed = true;
    }
  }
  for await (const chunk of gzip(endless(), 1)) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  await expect.poll(() => state.closed).toBe(true);
});
