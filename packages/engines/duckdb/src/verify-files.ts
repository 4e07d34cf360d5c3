import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { DuckDbError } from './error.ts';
import type { InputFile } from './input-files.ts';
import { sumsName } from './input-files.ts';

/** Files read at a time: zlib has four threads. */
const atOnce = 4;

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
    const queue = files.values();
    const worker = async () => {
      for (const file of queue) {
        signal.throwIfAborted();
        await this.#verify(file, signal);
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, files.length) }, worker));
  }

  async #verify({ path, sha256 }: InputFile, signal: AbortSignal): Promise<void> {
    if (sha256 === undefined && !path.endsWith('.gz')) return;
    const info = await stat(path).catch((error: unknown) => {
      throw new DuckDbError('corrupt', `${path} is listed in the ${sumsName} beside it but not there; copy it again`, {
        cause: error,
      });
    });
    const key = `${path} ${info.size} ${info.mtimeMs} ${sha256 ?? ''}`;
    if (this.#done.has(key)) return;
    if (sha256 !== undefined) await checkSum(path, sha256, signal);
    else await checkGzip(path, { bytes: info.size, signal });
    this.#done.add(key);
  }
}

async function checkSum(path: string, expected: string, signal: AbortSignal): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal });
  const found = hash.digest('hex');
  if (found === expected) return;
  throw new DuckDbError(
    'corrupt',
    `${path}: its sha256 is ${found}, the ${sumsName} beside it says ${expected}; copy it again`,
  );
}

async function checkGzip(path: string, { bytes, signal }: { bytes: number; signal: AbortSignal }): Promise<void> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    if (bytes === 0) throw new Error('the file is empty');
    await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), createGunzip(), nowhere, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new DuckDbError('corrupt', `${path} is no whole gzip file (${(error as Error).message}); copy it again`, {
      cause: error,
    });
  }
}
