import { createReadStream, createWriteStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { SampleDataError } from '../errors.ts';

/**
 * Unpacks a .gz file. DuckDB would read a truncated or damaged one without an error; zlib checks its length and sum.
 *
 * @throws {SampleDataError} `damaged_file` when the file is cut short or its bytes were changed
 */
export async function gunzip(from: string, to: string): Promise<void> {
  try {
    await pipeline(createReadStream(from), createGunzip(), createWriteStream(to));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (!code?.startsWith('Z_')) throw cause;
    throw new SampleDataError(
      'damaged_file',
      `${basename(from)} is damaged: expected a whole gzip file, found "${message}" while unpacking ${from}. Fetch it again.`,
      { cause },
    );
  }
}
