import type { Dataset, Day, Region } from '@lookalikes/schema';
import { versionText } from '@lookalikes/schema';
import { addDays } from './days.ts';
import type { Partition, Relation } from './engine.ts';
import { StageKitError } from './error.ts';
import type { InputBindings } from './inputs.ts';
import { inputRelation } from './inputs.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { writeOf } from './ledger-entry.ts';
import type { Ledger } from './ledger.ts';
import type { GoodNights, Read, Stage } from './stage.ts';

/** Tonight, for resolving what reads stand for. */
export interface ReadPlace {
  readonly region: Region;
  readonly runDate: Day;
  readonly options: unknown;
  readonly inputs: InputBindings;
  readonly ledger: Ledger;
}

/** What a read stands for tonight. */
export interface ResolvedRead {
  readonly relation: Relation;
  /** The ledger entries behind it, for the record. */
  readonly entries: readonly LedgerEntry[];
  readonly partition?: Partition;
}

/**
 * Finds what each read of a stage stands for tonight.
 *
 * @throws StageKitError `read-missing` where tonight's partition was not published: which stage to run first;
 *   `contract-older` where it was written under an older minor than the stage reads; `config` where an input is unbound
 */
export async function resolveReads(stage: Stage, place: ReadPlace): Promise<Map<string, ResolvedRead>> {
  const resolved = new Map<string, ResolvedRead>();
  for (const [name, read] of Object.entries(stage.reads)) {
    resolved.set(name, await resolveRead(stage, read, place));
  }
  return resolved;
}

async function resolveRead(stage: Stage, read: Read, place: ReadPlace): Promise<ResolvedRead> {
  const { region, runDate, ledger } = place;
  switch (read.kind) {
    case 'input':
      return { relation: inputRelation(read, place), entries: [] };
    case 'optional': {
      const bound = place.inputs[read.input.name as keyof InputBindings] !== undefined;
      const relation: Relation = bound
        ? inputRelation(read.input, place)
        : { kind: 'empty', columns: read.input.columns };
      return { relation, entries: [] };
    }
    case 'previous':
      return ofEntries(stage, read.dataset, [await ledger.before(read.dataset, { region, date: runDate })]);
    case 'days': {
      const range = read.range({ runDate, options: place.options as never });
      return ofEntries(stage, read.dataset, await ledger.between(read.dataset, region, range));
    }
    case 'good-nights':
      return ofEntries(stage, read.dataset, await goodEntries(ledger, read, { region, date: runDate }));
    default: {
      const entry = await ledger.find(read, { region, date: runDate });
      if (!entry) throw missing(stage, read, place);
      return ofEntries(stage, read, [entry]);
    }
  }
}

/** What is published of the nights before tonight that ended well, in order. */
export async function goodEntries(
  ledger: Ledger,
  { dataset, nights }: GoodNights,
  { region, date }: Partition,
): Promise<LedgerEntry[]> {
  const entries = await ledger.between(dataset, region, { from: addDays(date, -nights), to: date });
  const good: LedgerEntry[] = [];
  for (const entry of entries) {
    if (await ledger.endedWell({ region, date: entry.date })) good.push(entry);
  }
  return good;
}

function ofEntries(stage: Stage, dataset: Dataset, found: readonly (LedgerEntry | undefined)[]): ResolvedRead {
  const entries = found.filter((entry) => entry !== undefined);
  for (const entry of entries) checkMinor(stage, dataset, entry);
  const writes = entries.map((entry) => writeOf(dataset, entry));
  const last = writes.at(-1);
  return { relation: { kind: 'writes', dataset, writes }, entries, ...(last ? { partition: last.partition } : {}) };
}

function checkMinor(stage: Stage, dataset: Dataset, entry: LedgerEntry): void {
  if (Number(entry.version.split('.')[1]) >= dataset.version.minor) return;
  throw new StageKitError(
    'contract-older',
    `${stage.name} ${stage.version} reads ${dataset.name} ${versionText(dataset.version)}, but ${entry.region}/${entry.date} was written as ${entry.version} by ${entry.stage} ${entry.stageVersion}. Upgrade ${entry.stage} and run it for that date, or run an older ${stage.name}.`,
  );
}

function missing(stage: Stage, dataset: Dataset, { region, runDate }: ReadPlace): StageKitError {
  return new StageKitError(
    'read-missing',
    `${stage.name} reads ${dataset.table} of ${region}/${runDate}, which is not published. ${dataset.writtenBy} writes it: run lookalikes-${dataset.writtenBy} run --region ${region} --date ${runDate} first.`,
  );
}
