import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { DuckDbError } from './error.ts';
import type { InputFile } from './input-files.ts';
import { sumsName } from './input-tree.ts';
import { sideBySide } from './side-by-side.ts';

/**
 * Makes sure that files are whole before DuckDB reads them: against SHA256SUMS where it lists them; else, for a gzip,
 * by unpacking it once, because DuckDB takes a truncated one for a short one. Each is checked once as long as its size
 * and time stay the same.
 */
export class FileChecks {
  readonly #done = new Set<string>();

  /**
   * @throws DuckDbError `corrupt` naming the file, what was found and what was expected
   */
  async verify(files: readonly InputFile[], signal: AbortSignal): Promise<void> {
    await sideBySide(files, (file) => {
      signal.throwIfAborted();
      return this.#verify(file, signal);
    });
  }

  /** Remembers that a file was held against its checksum as it was written. */
  async known({ path, sha256 = '' }: InputFile): Promise<void> {
    this.#done.add(keyOf(path, sha256, await stat(path)));
  }

  async #verify({ path, sha256, origin = path }: InputFile, signal: AbortSignal): Promise<void> {
    if (sha256 === undefined && !path.endsWith('.gz')) return;
    const info = await stat(path).catch((error: unknown) => {
      throw new DuckDbError(
        'corrupt',
        `${origin} is listed in the ${sumsName} beside it but not there; copy it again`,
        {
          cause: error,
        },
      );
    });
    const key = keyOf(path, sha256 ?? '', info);
    if (this.#done.has(key)) return;
    if (sha256 !== undefined) await checkSum({ path, origin, sha256 }, signal);
    else await checkGzip({ path, origin, bytes: info.size }, signal);
    this.#done.add(key);
  }
}

const keyOf = (path: string, sha256: string, { size, mtimeMs }: { size: number; mtimeMs: number }): string =>
  `${path} ${size} ${mtimeMs} ${sha256}`;

interface Named {
  readonly path: string;
  readonly origin: string;
}

async function checkSum({ path, origin, sha256 }: Named & { sha256: string }, signal: AbortSignal): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal });
  const found = hash.digest('hex');
  if (found !== sha256) throw wrongSum(origin, found, sha256);
}

/** What to throw for a file that is not what the SHA256SUMS beside it says. */
export const wrongSum = (path: string, found: string, expected: string): DuckDbError =>
  new DuckDbError(
    'corrupt',
    `${path}: its sha256 is ${found}, the ${sumsName} beside it says ${expected}; copy it again`,
  );

async function checkGzip({ path, origin, bytes }: Named & { bytes: number }, signal: AbortSignal): Promise<void> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    if (bytes === 0) throw new Error('the file is empty');
    await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), createGunzip(), nowhere, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new DuckDbError('corrupt', `${origin} is no whole gzip file (${(error as Error).message}); copy it again`, {
      cause: error,
    });
  }
}
