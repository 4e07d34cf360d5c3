import { Readable, pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';

/** Where gzip's header names the operating system, and what stands there for none in particular (RFC 1952, 2.3.1). */
const osByte = { at: 9, unknown: 255 } as const;

/**
 * Packs a stream, in bounded memory. The header has no time and no operating system in it: one zlib makes the same bytes of
 * the same input anywhere.
 *
 * @param level - 1 is fastest, 9 smallest
 */
export async function* gzip(pieces: AsyncIterable<Uint8Array>, level: number): AsyncGenerator<Uint8Array> {
  const packed = createGzip({ level });
  // An error of the source ends `packed` with it, and so is thrown where that is read.
  pipeline(Readable.from(pieces, { objectMode: false }), packed, () => {});
  let position = 0;
  for await (const chunk of packed as AsyncIterable<Buffer>) {
    const at = osByte.at - position;
    if (at >= 0 && at < chunk.length) chunk[at] = osByte.unknown;
    position += chunk.length;
    yield chunk;
  }
}
