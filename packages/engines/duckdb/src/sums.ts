import { DuckDbError } from './error.ts';

/**
 * The checksums that a SHA256SUMS has, by file name.
 *
 * @param path - where it lies, for messages
 * @throws DuckDbError `bad-input` for a line that is none
 */
export function parseSums(text: string, path: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line, index): [string, string][] => {
      if (line.trim() === '') return [];
      const [, sha256, name] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line.replace(/\r$/, '')) ?? [];
      if (sha256 !== undefined && name !== undefined) return [[name.replace(/^\.\//, ''), sha256]];
      throw new DuckDbError(
        'bad-input',
        `${path}:${index + 1}: expected '<sha256>  <file name>', as sha256sum writes it`,
      );
    }),
  );
}
