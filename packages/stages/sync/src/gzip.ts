import { once } from 'node:events';
import { constants, createGzip } from 'node:zlib';

/** Where gzip's header names the operating system, and what stands there for none in particular (RFC 1952, 2.3.1). */
const osByte = { at: 9, unknown: 255 } as const;

/**
 * Packs blocks into one gzip stream, in bounded memory. A block is flushed and given out before the next is asked for: so
 * whoever makes the blocks can know how many bytes there are, the same each time. The header has no time and no operating
 * system in it: one zlib makes the same bytes of the same blocks anywhere.
 *
 * @param level - 1 is fastest, 9 smallest
 */
export async function* gzip(blocks: AsyncIterable<Uint8Array>, level: number): AsyncGenerator<Uint8Array> {
  const packed = createGzip({ level });
  const chunks: Buffer[] = [];
  const collect = () => {
    for (let chunk = packed.read() as Buffer | null; chunk !== null; chunk = packed.read() as Buffer | null) {
      chunks.push(chunk);
    }
  };
  packed.on('readable', collect);
  let position = 0;
  const taken = (): Buffer[] => {
    collect();
    const out = chunks.splice(0);
    for (const chunk of out) {
      const at = osByte.at - position;
      if (at >= 0 && at < chunk.length) chunk[at] = osByte.unknown;
      position += chunk.length;
    }
    return out;
  };
  try {
    for await (const block of blocks) {
      packed.write(block);
      await new Promise<void>((resolve) => {
        packed.flush(constants.Z_SYNC_FLUSH, resolve);
      });
      yield* taken();
    }
    const ended = once(packed, 'end');
    packed.end();
    await ended;
    yield* taken();
  } finally {
    packed.destroy();
  }
}
