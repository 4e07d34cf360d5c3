import type { Dataset, Day, Region, RowOf } from '@lookalikes/schema';
import type { EngineAdapter, ObjectStore } from '@lookalikes/stage-kit';
import { Ledger, writeOf } from '@lookalikes/stage-kit';

/** Where a night was run. */
export interface NightPlace {
  readonly engine: (of: { readonly region: Region }) => EngineAdapter;
  readonly store: ObjectStore;
  readonly folder: string;
}

/** Gives what a night has published of some datasets, by table. */
export async function published(
  { engine, store, folder }: NightPlace,
  [region, date]: readonly [Region, Day],
  datasets: readonly Dataset[],
): Promise<Record<string, RowOf<Dataset>[]>> {
  const opened = await engine({ region }).open({ root: folder, region });
  const found: Record<string, RowOf<Dataset>[]> = {};
  try {
    for (const dataset of datasets) {
      const entry = await new Ledger(store).find(dataset, { region, date });
      if (!entry) throw new Error(`${dataset.table} of ${region}/${date} is not published`);
      // By its table's name, a column may have a name that is a word of SQL.
      const names = Object.keys(dataset.columns).map((name) => `published.${name}`);
      const text = `SELECT ${names.join(', ')} FROM {{rows}} AS published`;
      const relations = { rows: { kind: 'writes' as const, dataset, writes: [writeOf(dataset, entry)] } };
      found[dataset.name] = await opened.query({ name: dataset.table, text, relations, params: {} }, dataset.columns);
    }
  } finally {
    await opened.close();
  }
  return found;
}

/** Whom the DSP holds by rows of `delivered`, `<dsp segment> <id>`, sorted. */
export const heldIn = (rows: readonly RowOf<Dataset>[] = []): string[] =>
  rows
    .filter(({ change }) => change !== 'removed')
    .map(({ dsp_segment_id, dsp_user_id }) => `${String(dsp_segment_id)} ${String(dsp_user_id)}`)
    .toSorted();
