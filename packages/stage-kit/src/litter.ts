import type { Day } from '@lookalikes/schema';
import { addDays } from './days.ts';
import type { Sweep, Swept, SweptWrite } from './gc.ts';
import type { DatasetEntries } from './gc-plan.ts';
import { expired, publishedEntries } from './gc-plan.ts';
import { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { leftovers } from './leftovers.ts';
import type { ObjectStore } from './object-store.ts';
import type { RunRecord } from './record.ts';
import { defaultRetention } from './retention.ts';

/** What can go, and the datasets whose views name some of it. */
export interface Litter {
  readonly swept: Swept;
  /** Keys of the ledger under which a void entry is to stay, as a run that was taken over has announced them. */
  readonly announced: ReadonlySet<string>;
  /** With the partitions that stay. */
  readonly expose: readonly Pick<DatasetEntries, 'dataset' | 'live'>[];
}

/** Finds what `sweep` removes. For whoever holds the region. */
export async function findLitter(store: ObjectStore, { region, stages, config, host }: Sweep): Promise<Litter> {
  const retention = config.retention ?? defaultRetention;
  const published = await publishedEntries(stages, new Ledger(store, host), region);
  const attempts = await new Journal(store, host).all([region]);
  const nights = [...Map.groupBy(attempts, ({ runDate }) => runDate).values()];
  const newest = newestNight(published) ?? attempts.at(-1)?.runDate;
  const resumable = nights.filter((night) => isResumable(night, newest, retention.unfinishedNights));
  const keep = {
    newest,
    resumable: resumable.flatMap((night) => night[0]?.runDate ?? []),
    stages,
    options: config.stages,
    retention,
  };
  const datasets = published.map((of) => ({ ...of, old: expired(of, keep) }));
  const named = new Set(published.flatMap(({ live }) => live.map(({ entry }) => entry.writeId)));
  const tables = new Set(stages.flatMap((stage) => Object.values(stage.writes)).map(({ table }) => table));
  const left = await leftovers(store, { nights, resumable: new Set(resumable), named, tables });
  const writes: SweptWrite[] = [
    ...left.writes.map((write) => ({ ...write, why: 'unpublished' as const })),
    ...datasets.flatMap(({ dataset: { table }, replaced, old }) => [
      ...replaced.flatMap(({ entry }) =>
        named.has(entry.writeId) ? [] : [{ table, date: entry.date, writeId: entry.writeId, why: 'replaced' as const }],
      ),
      ...old.map(({ entry: { date, writeId } }) => ({ table, date, writeId, why: 'expired' as const })),
    ]),
  ];
  return {
    swept: {
      region,
      // What was published and replaced is in a journal, too.
      writes: [...new Map(writes.map((write) => [write.writeId, write])).values()],
      entries: datasets.flatMap(({ replaced, old }) => [...replaced, ...old].map(({ key }) => key)),
      objects: left.objects,
      journals: left.journals,
      resumable: resumable.flatMap((night) => night.at(-1)?.run ?? []),
    },
    announced: left.announced,
    expose: datasets
      .filter(({ old }) => old.length > 0)
      .map(({ dataset, live, old }) => ({ dataset, live: live.filter((entry) => !old.includes(entry)) })),
  };
}

/** The newest night of which anything is published. */
function newestNight(published: readonly DatasetEntries[]): Day | undefined {
  const nights = published.filter(({ dataset }) => dataset.partition[1] === 'run_date');
  return nights
    .flatMap(({ live }) => live.at(-1)?.entry.date ?? [])
    .toSorted()
    .at(-1);
}

/** Whether a night that did not end well is recent enough to be resumed. */
function isResumable(attempts: readonly RunRecord[], newest: Day | undefined, nights: number): boolean {
  const last = attempts.at(-1);
  if (last === undefined || last.status === 'done' || newest === undefined) return false;
  return last.runDate > addDays(newest, -nights);
}
