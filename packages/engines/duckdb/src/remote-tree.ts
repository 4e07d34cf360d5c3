import type { ObjectInfo } from '@lookalikes/stage-kit';
import { parseUri } from '@lookalikes/stage-kit';
import type { InputTree } from './input-tree.ts';
import { sumsName } from './input-tree.ts';

interface Folder {
  readonly folders: Set<string>;
  readonly files: Map<string, ObjectInfo>;
}

/** What an object store listed, as folders. Paths are URIs. */
export class RemoteTree implements InputTree {
  readonly #folders = new Map<string, Folder>();
  readonly #sums = new Map<string, ReadonlyMap<string, string>>();
  readonly #missing = new Set<string>();

  /** Takes in an object of a listing. */
  add(info: ObjectInfo): void {
    const [scheme = '', , bucket = '', ...rest] = info.key.split('/');
    const name = rest.pop() as string;
    let path = `${scheme}//${bucket}`;
    let folder = this.#folder(path);
    for (const part of rest) {
      folder.folders.add(part);
      path = `${path}/${part}`;
      folder = this.#folder(path);
    }
    folder.files.set(name, info);
  }

  #folder(path: string): Folder {
    const there = this.#folders.get(path);
    if (there !== undefined) return there;
    const made = { folders: new Set<string>(), files: new Map<string, ObjectInfo>() };
    this.#folders.set(path, made);
    return made;
  }

  start(pattern: string): { path: string; segments: string[] } {
    const uri = parseUri(pattern);
    return { path: `${uri?.scheme}://${uri?.bucket}`, segments: (uri?.key ?? '').split('/') };
  }

  join(folder: string, name: string): string {
    return `${folder}/${name}`;
  }

  isFolder(path: string): boolean {
    return this.#folders.has(path);
  }

  isFile(path: string): boolean {
    return this.info(path) !== undefined;
  }

  names(folder: string, what: 'files' | 'folders'): string[] {
    const there = this.#folders.get(folder);
    if (what === 'folders') return [...(there?.folders ?? [])];
    return [...(there?.files.keys() ?? [])].filter((name) => name !== sumsName);
  }

  /** The checksums of a folder; none as long as they are not given by {@link setSums}, which {@link missingSums} tells. */
  sums(folder: string): ReadonlyMap<string, string> {
    const known = this.#sums.get(folder);
    if (known === undefined && this.isFile(this.join(folder, sumsName))) this.#missing.add(folder);
    return known ?? new Map();
  }

  /** The folders whose checksums were asked for and not known, once. */
  missingSums(): string[] {
    const missing = [...this.#missing];
    this.#missing.clear();
    return missing;
  }

  setSums(folder: string, sums: ReadonlyMap<string, string>): void {
    this.#sums.set(folder, sums);
  }

  /** What was listed of a file. */
  info(path: string): ObjectInfo | undefined {
    const cut = path.lastIndexOf('/');
    return this.#folders.get(path.slice(0, cut))?.files.get(path.slice(cut + 1));
  }
}
