import { join } from 'node:path';
import { dayNumber, type Day } from '../days.ts';
import { addSums, writeWhole } from '../files.ts';
import { places } from '../layout.ts';
import { sqlFile } from '../workshop.ts';
import type { Making } from './events.ts';
import { regions } from './segments.ts';
import type { WorldState } from './state.ts';

/** Writes the mappings and opt-outs seen on each of these days, a file a day. */
export async function writePeople(making: Making, state: WorldState, days: readonly Day[]): Promise<void> {
  const { workshop, tally, to } = making;
  const mappings = await sqlFile('world/mappings');
  const optOuts = await sqlFile('world/opt-outs');
  const first_day = dayNumber(state.firstDay);
  for (const region of regions) {
    const paths: string[] = [];
    for (const date of days) {
      const path = join(to, places.mapping(region), `${date}.parquet`);
      const params = { region, day: dayNumber(date), first_day };
      await workshop.run(`CREATE OR REPLACE TEMP TABLE seen AS ${mappings}`, params);
      await writeWhole(path, (temporary) => workshop.writeParquet('FROM seen', temporary));
      const counts = await workshop.rows<{ source: string; rows: bigint }>(
        'SELECT source, count(*) AS rows FROM seen GROUP BY source ORDER BY source',
      );
      for (const { source, rows } of counts) tally.add({ source, region }, { mappings: Number(rows) });
      paths.push(path);
    }
    tally.addFiles(await addSums(paths));
  }
  const paths: string[] = [];
  for (const date of days) {
    const path = join(to, places.optOuts, `${date}.parquet`);
    await writeWhole(path, async (temporary) => {
      const params = { day: dayNumber(date), first_day, opt_out_share: state.optOutShare };
      tally.optOuts += await workshop.writeParquet(optOuts, temporary, params);
    });
    paths.push(path);
  }
  tally.addFiles(await addSums(paths));
}
