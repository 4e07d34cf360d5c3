import { join } from 'node:path';
import { addDays, dayNumber, daysFrom, type Day } from '../days.ts';
import { addSums, writeWhole } from '../files.ts';
import { addNights, places, readMarker, writeConfig, writeMarker, writeMetadata } from '../layout.ts';
import { openWorkshop, sqlFile, type Workshop } from '../workshop.ts';
import { writeDay, writeLate, type Making } from './events.ts';
import { writePeople } from './mappings.ts';
import { checkOptions, type SampleWorldOptions } from './options.ts';
import { reportOf } from './report-of.ts';
import type { SampleWorldReport } from './report.ts';
import { pixelLines, segmentLines, worldSegments } from './segments.ts';
import { checkSame, newState, worldName, type WorldState } from './state.ts';
import { Tally } from './tally.ts';

const eventsAtOnce = 500_000;

/**
 * Makes a sample world: events of a first and two third parties, mappings, opt-outs, the two TSVs and a config, in
 * the layout that the pipeline reads, with hidden interests whose truth is kept in `truth/interests.parquet`.
 *
 * Called again with a later `through`, it adds the days between and what arrives late for the days before; with the
 * same or an earlier one it changes nothing. The process stays under 2 GB, at 100 million events too.
 *
 * @throws {SampleDataError} `bad_options`; `folder_in_use` when `to` holds something else; `world_differs` when `to`
 *   holds a world of another seed or size
 * @example
 * await makeSampleWorld({ to: 'world', users: 3_000, through: '2026-11-20' }); // then run the night of 2026-11-21
 */
export async function makeSampleWorld(options: SampleWorldOptions): Promise<SampleWorldReport> {
  const checked = checkOptions(options);
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const found = (await readMarker(checked.to, worldName)) as WorldState | undefined;
  const state = found ?? newState(checked);
  if (found) checkSame(found, options, checked);
  else await writeMarker(checked.to, state);
  const workshop = await openWorkshop(checked.to, signal);
  try {
    const tally = new Tally();
    const usersAtOnce = Math.max(1, Math.floor(eventsAtOnce / state.eventsPerUserDay));
    const making: Making = { to: checked.to, users: state.users, usersAtOnce, workshop, tally };
    await settle(workshop, state);
    if (state.through === null) await writeStanding(making);
    const days = daysFrom(state.through === null ? state.firstDay : addDays(state.through, 1), checked.through);
    for (const [done, day] of days.entries()) {
      onProgress?.({ step: 'events', done, total: days.length });
      await writeDay(making, day, checked.through);
    }
    if (days.length > 0) await bringUp(making, state, { days, through: checked.through });
    onProgress?.({ step: 'events', done: days.length, total: days.length });
    return await reportOf(making, state, days);
  } finally {
    await workshop.close();
  }
}

/** Who lives in the world: the same people on every call. */
async function settle(workshop: Workshop, state: WorldState): Promise<void> {
  const segments = worldSegments.map(({ segment_id, region, topic, kind, pixels }) => ({
    segment_id,
    region,
    topic,
    kind,
    pixels,
  }));
  const seed = BigInt(state.seed);
  await workshop.runFile('hashing');
  await workshop.runFile('world/functions');
  await workshop.runFile('world/segments', { segments: JSON.stringify(segments) });
  await workshop.runFile('world/people', {
    seed,
    users: BigInt(state.users),
    first_day: dayNumber(state.firstDay),
    events_per_user_day: state.eventsPerUserDay,
  });
  await workshop.runFile('world/specials', { seed });
  await workshop.runFile('world/ids', { moved_id_share: state.movedIdShare });
  await workshop.runFile('world/events');
  await workshop.runFile('world/tables');
}

/** What does not change from day to day: the TSVs, the config, the truth. */
async function writeStanding({ to, users, workshop, tally }: Making): Promise<void> {
  await writeMetadata(to, { pixels: pixelLines, segments: segmentLines });
  const minSeeds = Math.max(10, Math.min(100, Math.round(users / 300)));
  await writeConfig(to, {
    optOuts: true,
    stages: { 'training-data': { historyDays: 30, labelDays: 7, minSeeds } },
  });
  const truth = join(to, places.truth);
  const interests = await sqlFile('world/interests');
  await writeWhole(truth, (temporary) => workshop.writeParquet(interests, temporary));
  tally.addFiles(await addSums([truth]));
}

/** After the new days' events: the late ones of the days before, mappings, opt-outs; the marker last. */
async function bringUp(making: Making, state: WorldState, added: { days: Day[]; through: Day }): Promise<void> {
  const { days, through } = added;
  if (state.through !== null) {
    for (const day of daysFrom(addDays(state.through, -1), state.through)) {
      if (day >= state.firstDay) await writeLate(making, day, { known: state.through, through });
    }
  }
  await writePeople(making, state, days);
  await addNights(making.to, [addDays(through, 1)]);
  state.through = through;
  await writeMarker(making.to, state);
}
