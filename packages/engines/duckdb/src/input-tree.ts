/** The folders in which an input's files are looked for: of this machine, or of an object store. */
export interface InputTree {
  /** Where a pattern starts, and its path segments from there. */
  start(pattern: string): { readonly path: string; readonly segments: readonly string[] };
  join(folder: string, name: string): string;
  isFolder(path: string): boolean;
  isFile(path: string): boolean;
  /** The names of the files, or of the folders, in a folder; none where there is no such folder. */
  names(folder: string, what: 'files' | 'folders'): readonly string[];
  /** The checksums in the SHA256SUMS of a folder, by file name. */
  sums(folder: string): ReadonlyMap<string, string>;
}

/** The name of the file of checksums beside an input's files, in the format of `sha256sum`. */
export const sumsName = 'SHA256SUMS';
