import { z } from 'zod';
import type { Dataset, Region } from '@lookalikes/schema';
import { DaySchema, RegionSchema } from '@lookalikes/schema';
import type { Write } from './engine.ts';
import { StageKitError } from './error.ts';
import { sealed, unsealed, whyUnreadable } from './sealed.ts';

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

const Void = z.object({ void: z.literal(true), run: z.string(), fence: z.int().positive() });

/**
 * An entry that publishes nothing: it takes the key that a run which was taken over was about to publish under, and stays for
 * good, as nobody knows whether that run will wake.
 */
export type VoidEntry = z.output<typeof Void>;

/** The text of a void entry. */
export const voidEntry = ({ run, fence }: Omit<VoidEntry, 'void'>): string =>
  `${JSON.stringify(sealed({ void: true, run, fence }))}\n`;

/** The text of an entry, with a checksum of itself. */
export const entryText = (entry: LedgerEntry): string => `${JSON.stringify(sealed(entry))}\n`;

/** The folder of a dataset's entries. */
export const ledgerPrefix = (dataset: Dataset, region: Region): string => `ledger/${region}/${dataset.table}/`;

/** The write that an entry names. */
export function writeOf(dataset: Dataset, entry: LedgerEntry): Write {
  return { dataset, partition: { region: entry.region, date: entry.date }, writeId: entry.writeId };
}

/**
 * Reads an entry of the ledger.
 *
 * @param where - for the message
 * @throws StageKitError `corrupt`
 */
export function parseLedgerEntry(text: string, where: string): LedgerEntry | VoidEntry {
  try {
    const value = unsealed(text);
    const isVoid = typeof value === 'object' && value !== null && 'void' in value;
    return isVoid ? Void.parse(value) : LedgerEntry.parse(value);
  } catch (error) {
    const why = whyUnreadable(error);
    throw new StageKitError(
      'corrupt',
      `${where} is no ledger entry: ${why}. Restore it, or delete it to publish the partition anew.`,
      { cause: error },
    );
  }
}
