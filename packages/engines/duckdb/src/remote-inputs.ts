import type { InputDay, InputRelation, ObjectStore } from '@lookalikes/stage-kit';
import { addDays } from '@lookalikes/stage-kit';
import { DuckDbError } from './error.ts';
import type { FileCache, WantedObject } from './file-cache.ts';
import { daysByPath } from './input-days.ts';
import type { InputFile } from './input-files.ts';
import { sumsName } from './input-tree.ts';
import { Listings } from './listings.ts';
import type { RemoteTree } from './remote-tree.ts';
import { sideBySide } from './side-by-side.ts';
import type { FileChecks } from './verify-files.ts';

/** Files that are kept on this machine until they are let go. */
export interface HeldFiles {
  readonly files: readonly InputFile[];
  readonly release: () => Promise<void>;
}

interface Pinned {
  readonly path: string;
  readonly file: InputFile;
  readonly wanted: WantedObject;
}

/** What the inputs in an object store need. */
export interface RemotePlace {
  readonly store: ObjectStore;
  readonly cache: FileCache;
  readonly checks: FileChecks;
}

/**
 * Inputs whose files lie in an object store: fetched to a folder before a statement reads them, and, where it reads one day,
 * the next day's while it does.
 */
export class RemoteInputs {
  readonly #place: RemotePlace;
  readonly #listings: Listings;
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();
  /** What was fetched ahead last: its input and day, and its files, which stay until the next one. */
  #ahead: { readonly name: string; pins: readonly string[] } = { name: '', pins: [] };

  constructor(place: RemotePlace) {
    this.#place = place;
    this.#listings = new Listings(place.store, this.#closing.signal);
  }

  /** The days of an input that is dated by its path, as the store lists it now. */
  async days(input: InputRelation, signal: AbortSignal): Promise<InputDay[]> {
    this.#listings.renew(input);
    const { tree, files } = await unlessAborted(signal, this.#listings.filesOf(input));
    return daysByPath(files, ({ path, sha256 }) => {
      const info = tree.info(path);
      return `${path} ${info?.bytes ?? 'missing'} ${sha256 ?? info?.version}`;
    });
  }

  /**
   * Fetches the files of an input.
   *
   * @throws DuckDbError `corrupt`, `input-missing`, `io`; the signal's reason
   */
  async hold(input: InputRelation, signal: AbortSignal): Promise<HeldFiles> {
    const pinned = await this.#pin(input, signal);
    const release = async () => {
      for (const { path } of pinned) this.#place.cache.unpin(path);
      await this.#place.cache.trim();
    };
    try {
      // Of the engine, not of the call: another call may wait for the same file.
      await unlessAborted(signal, this.#tracked(this.#fetch(pinned)));
      this.#fetchAhead(input);
      await this.#place.cache.trim();
      return { files: pinned.map(({ file }) => file), release };
    } catch (error) {
      await release();
      throw error;
    }
  }

  async #pin(input: InputRelation, signal: AbortSignal): Promise<Pinned[]> {
    const { tree, files } = await unlessAborted(signal, this.#listings.filesOf(input));
    const found = files.map((file) => ({ file, wanted: wantedOf(tree, file) }));
    return found.map(({ file, wanted }) => {
      const path = this.#place.cache.pin(wanted);
      return { path, wanted, file: { ...file, path, origin: file.path } };
    });
  }

  async #fetch(pinned: readonly Pinned[]): Promise<void> {
    const { store, cache, checks } = this.#place;
    await sideBySide(pinned, async ({ path, file, wanted }) => {
      this.#closing.signal.throwIfAborted();
      const { fresh } = await cache.fetch(path, wanted, { store, signal: this.#closing.signal });
      if (fresh && file.sha256 !== undefined) await checks.known(file);
    });
  }

  /** Where one day is read, begins to fetch the next one. What fails then fails again, and is thrown, when that is read. */
  #fetchAhead(input: InputRelation): void {
    const { days } = input;
    if (days === undefined || days.to !== addDays(days.from, 1) || days.to >= input.before) return;
    const next = { ...input, days: { from: days.to, to: addDays(days.to, 1) } };
    const name = `${input.contract.name} ${next.days.from}`;
    if (this.#ahead.name === name) return;
    const last = this.#ahead;
    const ahead: typeof last = { name, pins: [] };
    this.#ahead = ahead;
    const fetch = async () => {
      const pinned = await this.#pin(next, this.#closing.signal);
      ahead.pins = pinned.map(({ path }) => path);
      for (const path of last.pins) this.#place.cache.unpin(path);
      await this.#fetch(pinned);
    };
    void this.#tracked(Promise.allSettled([fetch()]));
  }

  #tracked<T>(work: Promise<T>): Promise<T> {
    const settled = Promise.allSettled([work]).finally(() => this.#underWay.delete(settled));
    this.#underWay.add(settled);
    return work;
  }

  /** Stops what is being fetched. */
  async close(): Promise<void> {
    this.#closing.abort(new DuckDbError('closed', 'the engine is closed; open it again'));
    await Promise.all(this.#underWay);
  }
}

function wantedOf(tree: RemoteTree, { path, sha256 }: InputFile): WantedObject {
  const info = tree.info(path);
  if (info !== undefined) return { ...info, sha256 };
  throw new DuckDbError('corrupt', `${path} is listed in the ${sumsName} beside it but not there; copy it again`);
}

/** Waits for what is shared with other calls, as long as the signal lets it. */
async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
