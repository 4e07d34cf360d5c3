import { once } from 'node:events';
import type { CopyStreamQuery } from 'pg-copy-streams';

/**
 * Sends pieces into a COPY, no faster than the server reads them, and ends it.
 *
 * @returns what `pieces` threw, so that nobody takes it for the database's; undefined where all is sent and taken
 * @throws what the database or the connection says
 */
export async function sendPieces(
  copy: CopyStreamQuery,
  pieces: AsyncIterable<Uint8Array>,
): Promise<{ readonly error: unknown } | undefined> {
  let isBroken = false;
  let ofSource: { readonly error: unknown } | undefined;
  const ended = new Promise<void>((resolve, reject) => {
    copy.once('finish', resolve).once('error', (error) => {
      isBroken = true;
      reject(error);
    });
  });
  // It is thrown below, or by the wait for the server, or what the source threw is.
  ended.catch(() => undefined);
  const watched = watch(pieces, (error) => (ofSource = { error }));
  try {
    for await (const piece of watched) {
      if (isBroken) break;
      if (!copy.write(piece)) await once(copy, 'drain');
    }
  } catch (error) {
    if (ofSource) return ofSource;
    throw error;
  }
  if (!isBroken) copy.end();
  await ended;
  return undefined;
}

async function* watch(
  pieces: AsyncIterable<Uint8Array>,
  onError: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } catch (error) {
    onError(error);
    throw error;
  }
}
