import type { Day } from '../days.ts';
import { addNights } from '../layout.ts';
import type { Workshop } from '../workshop.ts';
import type { Making } from './events.ts';
import type { RegionCounts, SampleWorldReport } from './report.ts';
import { regions } from './segments.ts';
import type { WorldState } from './state.ts';

/** What a call made, out of what was counted meanwhile and what the world holds. */
export async function reportOf(making: Making, state: WorldState, daysAdded: Day[]): Promise<SampleWorldReport> {
  const { workshop, tally, to } = making;
  const ids = await workshop.rows<{ source: string; region: string; users: bigint }>(
    'SELECT source, region, count(*) AS users FROM ids GROUP BY ALL ORDER BY ALL',
  );
  for (const { source, region, users } of ids) tally.add({ source, region }, { users: Number(users) });
  return {
    to,
    seed: state.seed,
    users: state.users,
    firstDay: state.firstDay,
    through: state.through ?? '',
    nights: await addNights(to, []),
    daysAdded,
    regions: await countRegions(workshop),
    added: tally.counts(),
    optOuts: tally.optOuts,
    files: tally.files,
    bytes: tally.bytes,
  };
}

async function countRegions(workshop: Workshop): Promise<RegionCounts[]> {
  const people = await workshop.rows<{ region: string; users: bigint }>(
    'SELECT region, count(*) AS users FROM people GROUP BY region',
  );
  const specials = await workshop.rows<{ region: string; bots: bigint; hubs: bigint }>(
    `SELECT region, count(*) FILTER (kind = 'bot') AS bots, count(DISTINCT kind) FILTER (kind <> 'bot') AS hubs
    FROM specials GROUP BY region`,
  );
  return regions.map((region) => {
    const special = specials.find((row) => row.region === region);
    return {
      region,
      users: Number(people.find((row) => row.region === region)?.users ?? 0),
      bots: Number(special?.bots ?? 0),
      hubs: Number(special?.hubs ?? 0),
    };
  });
}
