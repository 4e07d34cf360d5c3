import type { InputRelation, ObjectStore } from '@lookalikes/stage-kit';
import { DuckDbError } from './error.ts';
import { sumsName } from './input-tree.ts';
import type { InputFile } from './input-files.ts';
import { inputFiles, patternOf } from './input-files.ts';
import { RemoteTree } from './remote-tree.ts';
import { sideBySide } from './side-by-side.ts';
import { parseSums } from './sums.ts';

/**
 * What lies in an object store, as it was when it was first looked at, or at the last {@link renew}: all statements of a
 * night see the same files.
 */
export class Listings {
  readonly #store: ObjectStore;
  readonly #trees = new Map<string, Promise<RemoteTree>>();
  readonly #signal: AbortSignal;

  /** @param signal - of the engine: a listing is shared by calls, so that none of them may stop it */
  constructor(store: ObjectStore, signal: AbortSignal) {
    this.#store = store;
    this.#signal = signal;
  }

  /** Looks again at where an input lies, when it is asked for next. */
  renew(input: InputRelation): void {
    this.#trees.delete(placeOf(input));
  }

  /** The tree that an input lies in, and its files in it, with their checksums. */
  async filesOf(input: InputRelation): Promise<{ tree: RemoteTree; files: InputFile[] }> {
    const tree = await this.#tree(placeOf(input));
    for (;;) {
      const files = inputFiles(input, tree);
      const missing = tree.missingSums();
      if (missing.length === 0) return { tree, files };
      await sideBySide(missing, async (folder) => tree.setSums(folder, await this.#sums(tree.join(folder, sumsName))));
    }
  }

  async #sums(key: string): Promise<ReadonlyMap<string, string>> {
    try {
      return parseSums(new TextDecoder().decode(await this.#store.get(key, { signal: this.#signal })), key);
    } catch (error) {
      throw failure(error, `could not get ${key}`);
    }
  }

  #tree(place: string): Promise<RemoteTree> {
    const known = this.#trees.get(place);
    if (known !== undefined) return known;
    const listing = this.#list(place);
    this.#trees.set(place, listing);
    // The next call tries again.
    listing.catch(() => this.#trees.delete(place));
    return listing;
  }

  async #list(place: string): Promise<RemoteTree> {
    const tree = new RemoteTree();
    try {
      for await (const info of this.#store.list(place, { signal: this.#signal })) tree.add(info);
      return tree;
    } catch (error) {
      throw failure(error, `could not list ${place}`);
    }
  }
}

/** What is listed for an input: the folder that all files of its pattern, and what lies beside them, are in. */
function placeOf(input: InputRelation): string {
  const segments = (patternOf(input) as string).split('/');
  const open = segments.findIndex((segment) => /[{*]/.test(segment));
  const fixed = segments.slice(0, open === -1 ? -1 : open);
  return `${fixed.join('/')}/`;
}

function failure(error: unknown, what: string): DuckDbError {
  if (error instanceof DuckDbError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new DuckDbError('io', `${what}: ${message}`, { cause: error });
}
