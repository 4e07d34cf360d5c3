import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ObjectStore } from '@lookalikes/stage-kit';
import { RunnerError } from '../error.ts';

/** Some lines of a file, without their ends. */
export interface Lines {
  /** The number of the first, from 1. */
  readonly first: number;
  readonly lines: readonly string[];
}

/** How the lines of some files end. */
export interface LineEnds {
  lf: number;
  crlf: number;
}

/**
 * Reads a file line by line, in bounded memory; gzip is unpacked, whatever the file's name. Bytes that are no UTF-8 are read as
 * replacement characters.
 *
 * @param ends - counts how lines end
 * @throws RunnerError `bad-input` where gzip is broken; what the store throws
 */
export async function* readLines(
  store: ObjectStore,
  { key, ends }: { readonly key: string; readonly ends?: LineEnds },
): AsyncGenerator<Lines> {
  const decoder = new TextDecoder();
  let rest = '';
  let first = 1;
  try {
    for await (const piece of unpacked(store.getStream(key))) {
      const lines = `${rest}${decoder.decode(piece, { stream: true })}`.split('\n');
      rest = lines.pop() ?? '';
      yield* linesOf(lines, first, ends);
      first += lines.length;
    }
    rest += decoder.decode();
    if (rest !== '') yield* linesOf([rest], first, ends);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error;
    throw new RunnerError('bad-input', `${store.locate(key)} is broken gzip: ${error.message}. Fetch it again.`, {
      cause: error,
    });
  }
}

function* linesOf(raw: readonly string[], first: number, ends?: LineEnds): Generator<Lines> {
  if (raw.length === 0) return;
  const lines = raw.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (ends) {
    const crlf = raw.filter((line) => line.endsWith('\r')).length;
    ends.crlf += crlf;
    ends.lf += raw.length - crlf;
  }
  yield { first, lines };
}

async function* unpacked(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  const { done, value } = await iterator.next();
  if (done === true) return;
  async function* again(): AsyncGenerator<Uint8Array> {
    yield value as Uint8Array;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  }
  if (value[0] !== 0x1f || value[1] !== 0x8b) {
    yield* again();
    return;
  }
  const gunzip = createGunzip();
  // An error of the source ends `gunzip` with it, and so is thrown where that is read.
  pipeline(Readable.from(again(), { objectMode: false }), gunzip, () => {});
  for await (const piece of gunzip as AsyncIterable<Buffer>) yield piece;
}
