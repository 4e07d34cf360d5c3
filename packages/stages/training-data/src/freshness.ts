import type { RowOfColumns } from '@lookalikes/schema';
import { addDays } from '@lookalikes/stage-kit';
import type { queries, TrainingNight } from './manifest.ts';

/** A source's volume, or that of all. */
type Volume = RowOfColumns<typeof queries.volumes>;

/**
 * Says of the last day's events which sources are silent, and which bring far less than on the same weekdays before. Far too few in
 * all is an audit's to hold back.
 */
export async function checkFreshness(night: TrainingNight): Promise<void> {
  const last_day = addDays(night.runDate, -1);
  const { volumeWarn } = night.options;
  for (const volume of await night.query('volumes', { last_day })) {
    const found = finding(volume, volumeWarn);
    if (found !== undefined) night.warn(found, textOf(volume, last_day));
    if (volume.source === null) night.figure('last_day_events', Number(volume.events));
    if (volume.source === null) night.figure('usual_events', volume.usual);
  }
}

/** What is amiss with a volume; nothing where chance explains it: a count varies by its root. */
function finding({ source, events, usual }: Volume, warn: number): string | undefined {
  const missing = usual - Number(events);
  if (missing <= 3 * Math.sqrt(usual) || Number(events) >= usual * warn) return undefined;
  if (source === null) return 'shrunken-volume';
  return events === 0n ? 'silent-source' : 'shrunken-source';
}

function textOf({ source, events, usual, days }: Volume, day: string): string {
  const who = source === null ? 'All sources together have' : `The source '${source}' has`;
  const before = days === 1 ? 'the same weekday before had' : `the median of the ${days} same weekdays before is`;
  return `${who} ${Number(events).toLocaleString('en')} events on ${day}; ${before} ${Math.round(usual).toLocaleString('en')}. Ask whoever delivers them; a night that was run too early is run again with --again.`;
}
