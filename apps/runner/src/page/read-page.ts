import type { Day, Region } from '@lookalikes/schema';
import type { Engine, JournalledEffect, ObjectStore, RunRecord, StageRecord } from '@lookalikes/stage-kit';
import { Journal, readEffects } from '@lookalikes/stage-kit';
import { changesBetween } from '../changes/changes-between.ts';
import type { SegmentChange } from '../changes/segment-change.ts';
import type { NightPage } from './page-data.ts';
import { NightPageSchema } from './page-data.ts';
import type { PageTables } from './read-tables.ts';
import { noTables, readTables } from './read-tables.ts';
import { pageSegments } from './segments-of.ts';
import { pageSources } from './sources-of.ts';
import { pageStage } from './stages-of.ts';

/** The night, and what there is to read it from. */
export interface PageOf {
  readonly region: Region;
  readonly runDate: Day;
  readonly store: ObjectStore;
  /** Left out, the page has what the records say, and no more. */
  readonly engine?: Engine | undefined;
  /** Nights of the reach curve, and days of the volumes. */
  readonly nights: number;
  readonly price: NightPage['price'];
  readonly signal: AbortSignal;
}

/**
 * Gathers what the page of a night shows: from the journal, and, where there is an engine, from the published datasets. What cannot be
 * read is named in `missing`, and left out.
 *
 * @returns undefined where there is no record of the night
 * @throws what the store throws where the night's records cannot be read
 */
export async function readPage(of: PageOf): Promise<NightPage | undefined> {
  const { store, region, runDate, nights, engine, signal } = of;
  const attempts = await new Journal(store).attempts(region, runDate);
  const last = attempts.at(-1);
  if (last === undefined) return undefined;
  const missing: string[] = [];
  const from = newestStages(attempts);
  const records = from.map(({ record }) => record);
  const reading = { store, region, runDate, nights, signal };
  const tables =
    engine === undefined
      ? noTables
      : await orMissing('what the night has published', noTables, {
          missing,
          signal,
          read: () => readTables({ ...reading, engine }),
        });
  const changes = await readChanges({ ...of, missing }, tables);
  const effects = await orMissing('when each step began', new Map<number, JournalledEffect[]>(), {
    missing,
    signal,
    read: () => effectsOf(store, new Set(from.map(({ attempt }) => attempt))),
  });
  const segments = pageSegments(records, tables, changes);
  const delivered = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  return NightPageSchema.parse({
    region,
    runDate,
    run: last.run,
    status: last.status,
    startedAt: last.startedAt,
    seconds: last.seconds ?? null,
    engine: last.engine,
    store: last.store,
    node: last.node,
    failure: last.failure ?? null,
    before: tables.before ?? null,
    attempts: attempts.map(({ attempt, status, startedAt, seconds, failure }) => ({
      attempt,
      status,
      startedAt,
      seconds: seconds ?? null,
      why: failure ? `${failure.stage}: ${failure.message}` : null,
    })),
    stages: from.map(({ record, attempt }) =>
      pageStage(
        { record, attempt, effects: effects.get(attempt.attempt) ?? [] },
        record.stage === 'sync' && tables !== noTables ? delivered : null,
      ),
    ),
    notRun: last.asked.filter(
      (stage) => stage !== last.failure?.stage && !records.some((record) => record.stage === stage),
    ),
    warnings: records.flatMap(({ stage, warnings }) =>
      warnings.flatMap(({ message, segment }) => (segment === undefined ? [{ stage, message }] : [])),
    ),
    audits: records.flatMap(({ stage, audits }) =>
      audits.map(({ name, severity, badRows }) => ({ stage, name, severity, badRows })),
    ),
    segments,
    sources: pageSources(tables, runDate),
    metadata: metadataOf(records),
    price: of.price,
    missing,
  } satisfies NightPage);
}

/** The newest record of each stage, that of a stage that was held back by its audits among them, and whose it is. */
function newestStages(attempts: readonly RunRecord[]): { readonly record: StageRecord; readonly attempt: RunRecord }[] {
  const newest = new Map<string, { readonly record: StageRecord; readonly attempt: RunRecord }>();
  for (const attempt of attempts) {
    for (const record of attempt.stages) newest.set(record.stage, { record, attempt });
  }
  return [...newest.values()].toSorted((a, b) => (a.record.startedAt < b.record.startedAt ? -1 : 1));
}

/** What the attempts' journals say of writes; those of a night that `gc` has swept say nothing. */
async function effectsOf(store: ObjectStore, attempts: Iterable<RunRecord>): Promise<Map<number, JournalledEffect[]>> {
  const found = new Map<number, JournalledEffect[]>();
  for (const { region, runDate, attempt } of attempts) {
    found.set(attempt, await readEffects(store, { night: `${region}/${runDate}`, attempt }, ['materialize', 'load']));
  }
  return found;
}

/** Telling changes apart scores every user of two nights several times over: a page may wait so long for it, and goes without. */
const changesMs = 5 * 60_000;

async function readChanges(
  { engine, store, region, runDate, signal, missing }: PageOf & { readonly missing: string[] },
  { before, segments }: PageTables,
): Promise<SegmentChange[]> {
  // Whoever has no audience tonight has nothing to be told of.
  if (engine === undefined || before === undefined || !segments.some(({ reach }) => reach !== null)) return [];
  const limited = AbortSignal.any([signal, AbortSignal.timeout(changesMs)]);
  return orMissing<SegmentChange[]>('why audiences changed', [], {
    missing,
    signal,
    read: () => changesBetween({ engine, store, region, before, night: runDate, signal: limited }),
  });
}

/** What is read; where that fails, something else, and a line in `missing`. Who was stopped has nothing to show. */
async function orMissing<T>(
  what: string,
  otherwise: T,
  of: { readonly missing: string[]; readonly signal: AbortSignal; readonly read: () => Promise<T> },
): Promise<T> {
  try {
    return await of.read();
  } catch (error) {
    of.signal.throwIfAborted();
    of.missing.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    return otherwise;
  }
}

const metadataFiles = ['segments', 'pixels'] as const;

function metadataOf(records: readonly StageRecord[]): NightPage['metadata'] {
  const figures = records.find(({ stage }) => stage === 'metadata')?.figures ?? [];
  const figure = (name: string) => figures.find((one) => one.name === name)?.value;
  return metadataFiles.flatMap((what) => {
    const [rows, rejected] = [figure(`${what}_rows`), figure(`${what}_rejected`)];
    return typeof rows === 'number' && typeof rejected === 'number' ? [{ what, rows, rejected }] : [];
  });
}
