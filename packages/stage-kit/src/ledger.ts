import { z } from 'zod';
import type { Dataset, Day, Region } from '@lookalikes/schema';
import { DaySchema, RegionSchema, versionText } from '@lookalikes/schema';
import type { DayRange } from './days.ts';
import type { Partition, Write, Written } from './engine.ts';
import { StageKitError } from './error.ts';
import type { ObjectStore } from './object-store.ts';
import { ObjectStoreError } from './object-store.ts';

const LedgerEntry = z.object({
  dataset: z.string(),
  version: z.string().regex(/^\d+\.\d+$/),
  region: RegionSchema,
  date: DaySchema,
  writeId: z.uuid(),
  rows: z.int().nonnegative(),
  checksum: z.string(),
  stage: z.string(),
  stageVersion: z.string(),
  run: z.string(),
  fence: z.int().positive(),
  publishedAt: z.iso.datetime(),
  /** What the day's input looked like when it was aggregated. */
  basis: z.string().optional(),
});

/** What makes a partition visible: one small JSON object that names the write to read, and who made it. */
export type LedgerEntry = z.output<typeof LedgerEntry>;

/** What a publisher says of itself. */
export interface Publisher {
  readonly stage: string;
  readonly stageVersion: string;
  readonly run: string;
  readonly fence: number;
  readonly now: Date;
}

/**
 * The ledger: which write of each partition is the one to read. Publishing is one conditional write of one object,
 * `ledger/<region>/<table>/<date>/<number>.json`; the highest number counts. Entries never change once written.
 */
export class Ledger {
  readonly #store: ObjectStore;
  readonly #read = new Map<string, LedgerEntry>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** The entry of one partition, or undefined where nothing was published. */
  async find(dataset: Dataset, { region, date }: Partition): Promise<LedgerEntry | undefined> {
    return (await this.#newest(`${prefixOf(dataset, region)}${date}/`)).get(date);
  }

  /** The newest entry for a day before `date`. */
  async before(dataset: Dataset, { region, date }: Partition): Promise<LedgerEntry | undefined> {
    const keys = await this.#newestKeys(prefixOf(dataset, region));
    const day = [...keys.keys()].findLast((candidate) => candidate < date);
    return day === undefined ? undefined : this.#entry(keys.get(day) as string);
  }

  /** The entries of a range of days, in order. */
  async between(dataset: Dataset, region: Region, range: DayRange): Promise<LedgerEntry[]> {
    const entries = await this.#newest(prefixOf(dataset, region), (day) => day >= range.from && day < range.to);
    return [...entries.values()];
  }

  /** Every partition of a dataset that is published, in order of date. */
  async all(dataset: Dataset, region: Region): Promise<LedgerEntry[]> {
    return [...(await this.#newest(prefixOf(dataset, region))).values()];
  }

  /**
   * Makes a write visible.
   *
   * @throws StageKitError `publish-conflict` where somebody else published the partition since it was looked at
   */
  async publish(
    write: Write,
    written: Written,
    by: Publisher & { readonly basis?: string | undefined },
  ): Promise<LedgerEntry> {
    const { dataset, partition } = write;
    const prefix = `${prefixOf(dataset, partition.region)}${partition.date}/`;
    const last = (await this.#newestKeys(prefix)).get(partition.date);
    const number = last === undefined ? 1 : Number(last.slice(-'000001.json'.length, -'.json'.length)) + 1;
    const key = `${prefix}${String(number).padStart(6, '0')}.json`;
    const entry: LedgerEntry = {
      dataset: dataset.name,
      version: versionText(dataset.version),
      ...partition,
      writeId: write.writeId,
      ...written,
      stage: by.stage,
      stageVersion: by.stageVersion,
      run: by.run,
      fence: by.fence,
      publishedAt: by.now.toISOString(),
      ...(by.basis === undefined ? {} : { basis: by.basis }),
    };
    try {
      await this.#store.put(key, `${JSON.stringify(entry)}\n`, { ifNoneMatch: true });
    } catch (error) {
      if (!(error instanceof ObjectStoreError && error.code === 'exists')) throw error;
      throw new StageKitError(
        'publish-conflict',
        `${dataset.table} of ${partition.region}/${partition.date} was published by another run meanwhile (${key}); this run's rows stay unseen. Look who else runs the region.`,
        { cause: error },
      );
    }
    this.#read.set(key, entry);
    return entry;
  }

  async #newest(prefix: string, wanted: (day: Day) => boolean = () => true): Promise<Map<Day, LedgerEntry>> {
    const entries = new Map<Day, LedgerEntry>();
    for (const [day, key] of await this.#newestKeys(prefix)) {
      if (wanted(day)) entries.set(day, await this.#entry(key));
    }
    return entries;
  }

  async #newestKeys(prefix: string): Promise<Map<Day, string>> {
    const keys = new Map<Day, string>();
    for await (const { key } of this.#store.list(prefix)) {
      keys.set(key.split('/').at(-2) as Day, key);
    }
    return keys;
  }

  async #entry(key: string): Promise<LedgerEntry> {
    const known = this.#read.get(key);
    if (known) return known;
    const entry = parse(await this.#store.get(key), this.#store.locate(key));
    this.#read.set(key, entry);
    return entry;
  }
}

/** The write that an entry names. */
export function writeOf(dataset: Dataset, entry: LedgerEntry): Write {
  return { dataset, partition: { region: entry.region, date: entry.date }, writeId: entry.writeId };
}

const prefixOf = (dataset: Dataset, region: Region): string => `ledger/${region}/${dataset.table}/`;

function parse(content: Uint8Array, where: string): LedgerEntry {
  try {
    return LedgerEntry.parse(JSON.parse(new TextDecoder().decode(content)));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new StageKitError(
      'corrupt',
      `${where} is no ledger entry: ${why}. Restore it, or delete it to publish the partition anew.`,
      { cause: error },
    );
  }
}
