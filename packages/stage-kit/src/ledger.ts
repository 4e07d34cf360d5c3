import type { Dataset, Day, Region } from '@lookalikes/schema';
import { versionText } from '@lookalikes/schema';
import type { DayRange } from './days.ts';
import type { Partition, Write, Written } from './engine.ts';
import { StageKitError } from './error.ts';
import type { Host } from './host.ts';
import { thisHost } from './host.ts';
import type { LedgerEntry, VoidEntry } from './ledger-entry.ts';
import { Journal } from './journal.ts';
import { entryText, ledgerPrefix, parseLedgerEntry } from './ledger-entry.ts';
import { textOf } from './lock-files.ts';
import type { ObjectStore } from './object-store.ts';
import { ObjectStoreError } from './object-store.ts';

/** What a publisher says of itself. */
export interface Publisher {
  readonly stage: string;
  readonly stageVersion: string;
  readonly run: string;
  readonly fence: number;
  readonly now: Date;
  /** What the day's input looked like when it was aggregated. */
  readonly basis?: string | undefined;
}

/** An entry that is not put yet, and the key it will have. */
export interface PreparedEntry {
  readonly key: string;
  readonly entry: LedgerEntry;
}

/** An entry as it lies in the object store. */
export interface StoredEntry {
  readonly key: string;
  readonly date: Day;
  readonly entry: LedgerEntry | VoidEntry;
}

/**
 * The ledger: which write of each partition is the one to read. Publishing is one conditional write of one object,
 * `ledger/<region>/<table>/<date>/<number>.json`; the highest number that is not void counts. Entries never change once
 * written, but for those that `sweep` takes away or leaves void.
 */
export class Ledger {
  readonly #store: ObjectStore;
  readonly #host: Host;
  readonly #read = new Map<string, LedgerEntry | VoidEntry>();

  constructor(store: ObjectStore, host: Host = thisHost) {
    this.#store = store;
    this.#host = host;
  }

  /** The entry of one partition, or undefined where nothing was published. */
  async find(dataset: Dataset, { region, date }: Partition): Promise<LedgerEntry | undefined> {
    const keys = await this.#keys(`${ledgerPrefix(dataset, region)}${date}/`);
    return this.#counting(keys.get(date) ?? []);
  }

  /** The newest entry for a day before `date`. */
  async before(dataset: Dataset, { region, date }: Partition): Promise<LedgerEntry | undefined> {
    const keys = await this.#keys(ledgerPrefix(dataset, region));
    const days = [...keys.keys()].filter((day) => day < date);
    for (const day of days.toReversed()) {
      const entry = await this.#counting(keys.get(day) as string[]);
      if (entry) return entry;
    }
    return undefined;
  }

  /** The entries of a range of days, in order. */
  async between(dataset: Dataset, region: Region, range: DayRange): Promise<LedgerEntry[]> {
    return this.#newest(dataset, region, (day) => day >= range.from && day < range.to);
  }

  /** Every partition of a dataset that is published, in order of date. */
  async all(dataset: Dataset, region: Region): Promise<LedgerEntry[]> {
    return this.#newest(dataset, region, () => true);
  }

  /** Every entry there is of a dataset, those that count no more among them, by date and number. */
  async history(dataset: Dataset, region: Region): Promise<StoredEntry[]> {
    const stored: StoredEntry[] = [];
    for (const [date, keys] of await this.#keys(ledgerPrefix(dataset, region))) {
      for (const key of keys) {
        const entry = await this.#entry(key);
        if (entry) stored.push({ key, date, entry });
      }
    }
    return stored;
  }

  /** Whether the newest attempt at a night ended well. */
  async endedWell({ region, date }: Partition): Promise<boolean> {
    return (await new Journal(this.#store, this.#host).attempts(region, date)).at(-1)?.status === 'done';
  }

  /** Makes the entry that would publish a write, under the next number of its partition. Puts nothing. */
  async prepare(write: Write, written: Written, by: Publisher): Promise<PreparedEntry> {
    const { dataset, partition, writeId } = write;
    const prefix = `${ledgerPrefix(dataset, partition.region)}${partition.date}/`;
    const last = (await this.#keys(prefix)).get(partition.date)?.at(-1);
    const number = last === undefined ? 1 : Number(last.slice(prefix.length, -'.json'.length)) + 1;
    const { stage, stageVersion, run, fence, now, basis } = by;
    return {
      key: `${prefix}${String(number).padStart(6, '0')}.json`,
      entry: {
        dataset: dataset.name,
        version: versionText(dataset.version),
        ...partition,
        writeId,
        ...written,
        stage,
        stageVersion,
        run,
        fence,
        publishedAt: now.toISOString(),
        ...(basis === undefined ? {} : { basis }),
      },
    };
  }

  /**
   * Puts a prepared entry, which makes its write visible.
   *
   * @throws StageKitError `publish-conflict` where somebody else took the key since: by publishing the partition, or by
   *   taking this run's region over
   */
  async commit({ key, entry }: PreparedEntry): Promise<void> {
    try {
      await this.#store.put(key, entryText(entry), { ifNoneMatch: true });
    } catch (error) {
      if (!(error instanceof ObjectStoreError && error.code === 'exists')) throw error;
      throw new StageKitError(
        'publish-conflict',
        `${key.split('/')[2]} of ${entry.region}/${entry.date} was published by another run meanwhile (${key}), or the region was taken over; this run's rows stay unseen. Look who else runs the region.`,
        { cause: error },
      );
    }
    this.#read.set(key, entry);
  }

  /**
   * Makes a write visible: {@link prepare} and {@link commit}.
   *
   * @throws StageKitError `publish-conflict`
   */
  async publish(write: Write, written: Written, by: Publisher): Promise<LedgerEntry> {
    const prepared = await this.prepare(write, written, by);
    await this.commit(prepared);
    return prepared.entry;
  }

  async #newest(dataset: Dataset, region: Region, wanted: (day: Day) => boolean): Promise<LedgerEntry[]> {
    const entries: LedgerEntry[] = [];
    for (const [day, keys] of await this.#keys(ledgerPrefix(dataset, region))) {
      const entry = wanted(day) ? await this.#counting(keys) : undefined;
      if (entry) entries.push(entry);
    }
    return entries;
  }

  /** The newest of a partition's entries that is not void. */
  async #counting(keys: readonly string[]): Promise<LedgerEntry | undefined> {
    for (const key of keys.toReversed()) {
      const entry = await this.#entry(key);
      if (entry && !('void' in entry)) return entry;
    }
    return undefined;
  }

  /** The keys of each day's entries, in order. */
  async #keys(prefix: string): Promise<Map<Day, string[]>> {
    const keys: string[] = [];
    for await (const { key } of this.#store.list(prefix)) keys.push(key);
    return Map.groupBy(keys, (key) => key.split('/').at(-2) as Day);
  }

  /** An entry; undefined where a sweep has removed it since it was listed. */
  async #entry(key: string): Promise<LedgerEntry | VoidEntry | undefined> {
    const known = this.#read.get(key);
    if (known) return known;
    const text = await textOf(this.#store, key);
    if (text === undefined) return undefined;
    const entry = parseLedgerEntry(text, this.#store.locate(key));
    this.#read.set(key, entry);
    return entry;
  }
}
