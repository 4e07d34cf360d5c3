import type { Dataset, Day, Region } from '@lookalikes/schema';
import { addDays } from './days.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import type { Ledger } from './ledger.ts';
import { parseOptions } from './options.ts';
import type { Retention } from './retention.ts';
import type { Stage } from './stage.ts';
import { datasetOf } from './stage.ts';

/** An entry that publishes a write, and where it lies. */
export interface LiveEntry {
  readonly key: string;
  readonly entry: LedgerEntry;
}

/** A dataset, and the entries of the ledger that it has in a region. */
export interface DatasetEntries {
  readonly dataset: Dataset;
  /** By date. */
  readonly live: readonly LiveEntry[];
  /** Entries that count no more, as a newer one has replaced them. */
  readonly replaced: readonly LiveEntry[];
}

/** Everything that stages publish in a region. */
export async function publishedEntries(
  stages: readonly Stage[],
  ledger: Ledger,
  region: Region,
): Promise<DatasetEntries[]> {
  const found: DatasetEntries[] = [];
  for (const dataset of datasetsOf(stages)) {
    const live: LiveEntry[] = [];
    const replaced: LiveEntry[] = [];
    for (const entries of Map.groupBy(await ledger.history(dataset, region), ({ date }) => date).values()) {
      // Void entries are none of it and stay for good: each keeps a run that was taken over from publishing, should it ever wake.
      const publishing = entries.flatMap(({ key, entry }) => ('void' in entry ? [] : [{ key, entry }]));
      live.push(...publishing.slice(-1));
      replaced.push(...publishing.slice(0, -1));
    }
    found.push({ dataset, live, replaced });
  }
  return found;
}

/** The datasets that stages publish, without what serves only their own run. */
const datasetsOf = (stages: readonly Stage[]): Dataset[] =>
  stages.flatMap(({ writes, scratch }) =>
    Object.entries(writes).flatMap(([name, dataset]) => (scratch.includes(name) ? [] : [dataset])),
  );

/** What the partitions that are kept are counted from. */
export interface KeepFrom {
  /** The newest night that has published anything. */
  readonly newest: Day | undefined;
  /** Nights that can still be resumed, which may be newer. */
  readonly resumable: readonly Day[];
  readonly stages: readonly Stage[];
  /** Options by stage name. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly retention: Retention;
}

/**
 * The partitions of a dataset that may go: older than its nights of retention, and outside every window that the newest
 * night, or one that can be resumed, reads. The two newest stay in any case, as a night reads the one before it; and so does
 * the one before a night that can be resumed.
 */
export function expired({ dataset, live }: DatasetEntries, from: KeepFrom): LiveEntry[] {
  const kept = from.retention.datasets[dataset.name] ?? from.retention.nights;
  if (kept === 'forever' || from.newest === undefined) return [];
  const bounds = [addDays(from.newest, 1 - kept), ...from.resumable, ...windowStarts(dataset, from)];
  const first = bounds.reduce((a, b) => (a < b ? a : b));
  const before = from.resumable.map((night) => live.findLast(({ entry }) => entry.date < night));
  const needed = new Set([...live.slice(-2), ...before]);
  return live.filter((one) => one.entry.date < first && !needed.has(one));
}

/** Where the windows begin in which stages read a dataset, for each of the nights. */
function windowStarts(dataset: Dataset, { stages, options, newest, resumable }: KeepFrom): Day[] {
  const nights = [...(newest === undefined ? [] : [newest]), ...resumable];
  return stages.flatMap((stage) => {
    const reads = Object.values(stage.reads).filter((read) => datasetOf(read)?.table === dataset.table);
    return reads.flatMap((read) => {
      if (read.kind === 'good-nights') return nights.map((runDate) => addDays(runDate, -read.nights));
      if (read.kind !== 'days') return [];
      const parsed = parseOptions(stage, options[stage.name]) as never;
      return nights.map((runDate) => read.range({ runDate, options: parsed }).from);
    });
  });
}
