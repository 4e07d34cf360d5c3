import type { Dataset, Day, Region, RowOfColumns } from '@lookalikes/schema';
import type { Engine, ObjectStore, Relation } from '@lookalikes/stage-kit';
import { addDays, Ledger, placeholdersOf, writeOf } from '@lookalikes/stage-kit';
import { pageSql } from '../page-files.ts';
import type { PageQuery } from './page-queries.ts';
import { daily, lately, nightBefore, queries, tonight } from './page-queries.ts';

/** The rows of every file of `sql/page`, and the night that changes are told from. */
export type PageTables = {
  readonly [K in PageQuery]: readonly RowOfColumns<(typeof queries)[K]>[];
} & { readonly before: Day | undefined };

/** Whose tables, and how far back. */
export interface TablesOf {
  readonly engine: Engine;
  readonly store: ObjectStore;
  readonly region: Region;
  readonly runDate: Day;
  /** Nights of the reach curve, and days of the volumes. */
  readonly nights: number;
  readonly signal: AbortSignal;
}

/** Bins of a score distribution, and tokens each way. */
const params = { bins: 24, most: 10 } as const;

/**
 * Asks the engine for what the page shows of a night's published datasets. All is counted inside the engine: no row of a user leaves
 * it. What is not published is empty.
 *
 * @throws what the engine and the store throw
 */
export async function readTables(of: TablesOf): Promise<PageTables> {
  const { engine, signal } = of;
  const { relations, before } = await findRelations(of);
  const found: Partial<Record<PageQuery, unknown>> = {};
  for (const [name, columns] of Object.entries(queries)) {
    const text = pageSql(name);
    const used = placeholdersOf(text);
    const statement = {
      name: `runner/sql/page/${name}.sql`,
      text,
      relations: Object.fromEntries(used.relations.map((relation) => [relation, relations[relation] as Relation])),
      params: Object.fromEntries(Object.entries(params).filter(([param]) => used.params.includes(param))),
    };
    found[name as PageQuery] = await engine.query(statement, columns, { signal });
  }
  return { ...(found as Omit<PageTables, 'before'>), before };
}

/** Nothing of nothing, where the engine could not be asked. */
export const noTables: PageTables = {
  ...(Object.fromEntries(Object.keys(queries).map((name) => [name, []])) as unknown as Omit<PageTables, 'before'>),
  before: undefined,
};

async function findRelations({ store, region, runDate, nights }: TablesOf) {
  const ledger = new Ledger(store);
  const relations: Record<string, Relation> = {};
  const add = (name: string, dataset: Dataset, entries: Awaited<ReturnType<Ledger['between']>>): void => {
    relations[name] = { kind: 'writes', dataset, writes: entries.map((entry) => writeOf(dataset, entry)) };
  };
  const some = (entry: Awaited<ReturnType<Ledger['find']>>) => (entry ? [entry] : []);
  for (const [name, dataset] of Object.entries(tonight)) {
    add(name, dataset, some(await ledger.find(dataset, { region, date: runDate })));
  }
  const before = (await ledger.before(nightBefore.audiences, { region, date: runDate }))?.date;
  for (const [name, dataset] of Object.entries(nightBefore)) {
    add(
      `${name}_before`,
      dataset,
      before === undefined ? [] : some(await ledger.find(dataset, { region, date: before })),
    );
  }
  const window = { from: addDays(runDate, 1 - nights), to: addDays(runDate, 1) };
  for (const [name, dataset] of Object.entries(lately))
    add(name, dataset, await ledger.between(dataset, region, window));
  const past = { from: addDays(runDate, -nights), to: runDate };
  for (const [name, dataset] of Object.entries(daily)) add(name, dataset, await ledger.between(dataset, region, past));
  return { relations, before };
}
