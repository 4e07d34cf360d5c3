import { FileChecker } from './file-checker.ts';
import type { FileReport, FileRules } from './rules.ts';

/**
 * Checks a file against the rules of its layout, in bounded memory: gzip whole, encoding, columns, ids in range, sorted and
 * once a segment, timestamp, value, expiration, size, lines. Of a file that breaks off, the lines before are checked too.
 *
 * @param pieces - the file as it lies there, packed
 * @example
 * const { violations } = await validateFile(createReadStream('part-00000.tsv.gz'), { layout: presets.xandr });
 */
export async function validateFile(pieces: AsyncIterable<Uint8Array>, rules: FileRules): Promise<FileReport> {
  const checker = new FileChecker(rules);
  try {
    for await (const piece of pieces) await checker.push(piece);
    return await checker.end();
  } finally {
    checker.close();
  }
}
