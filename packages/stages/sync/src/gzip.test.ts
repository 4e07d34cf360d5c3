import { randomBytes } from 'node:crypto';
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
  const long = Array.from({ length: 50 }, (_, at) => `${at * at}\n`.repeat(20_000));
  expect(gunzipSync(await bytesOf(gzip(pieces(...long), 1))).toString()).toBe(long.join(''));
});

test('the header tells neither time nor operating system', async () => {
  const one = await bytesOf(gzip(pieces('ab', 'c'), 6));
  expect([...one.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  expect(one).toEqual(await bytesOf(gzip(pieces('ab', 'c'), 6)));
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

test('a block is given out before the next is asked for', async () => {
  let given = 0;
  const before: number[] = [];
  async function* blocks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < 4; at++) {
      before.push(given);
      yield await Promise.resolve(randomBytes(100_000));
    }
  }
  for await (const chunk of gzip(blocks(), 1)) given += chunk.length;
  expect(before.every((bytes, at) => bytes >= at * 100_000)).toBe(true);
  expect(given).toBeGreaterThan(400_000);
});
