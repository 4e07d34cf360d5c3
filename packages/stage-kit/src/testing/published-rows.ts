import type { Dataset } from '@lookalikes/schema';
import { Ledger } from '../ledger.ts';
import type { Stage } from '../stage.ts';
import type { NightWorld } from './night-world.ts';

/**
 * The rows of every partition of `amer` that a stage has published in a world, by table and date: to compare worlds that had
 * the same input.
 *
 * @example expect(await publishedRows(there, sync)).toEqual(await publishedRows(here, sync));
 */
export async function publishedRows(world: NightWorld, stage: Stage): Promise<Record<string, readonly unknown[]>> {
  const ledger = new Ledger(world.store);
  const rows: Record<string, readonly unknown[]> = {};
  for (const [name, dataset] of Object.entries<Dataset>(stage.writes)) {
    if (stage.scratch.includes(name)) continue;
    for (const { date } of await ledger.all(dataset, 'amer')) {
      rows[`${dataset.table} ${date}`] = await world.rows(dataset, { runDate: date });
    }
  }
  return rows;
}
