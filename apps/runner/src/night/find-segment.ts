import type { Day, Region } from '@lookalikes/schema';
import type { ObjectStore, RunRecord } from '@lookalikes/stage-kit';
import { closest, heldSegments, Journal, loadConfig } from '@lookalikes/stage-kit';
import { RunnerError } from '../error.ts';
import { regionsOf } from '../regions-of.ts';
import { stagesDone } from './done.ts';

/** A region's night that knows a segment. */
export interface NightOfSegment {
  readonly region: Region;
  readonly runDate: Day;
  /** Whether the night held the segment back. */
  readonly held: boolean;
}

/**
 * Finds the regions whose newest night, or that of a date, has a segment.
 *
 * @throws RunnerError `usage` where none has, naming what is near
 */
export async function findSegment(
  segment: string,
  of: { readonly config?: string; readonly region?: readonly Region[]; readonly date?: Day },
): Promise<{ readonly store: ObjectStore; readonly nights: readonly NightOfSegment[] }> {
  const loaded = await loadConfig(of.config);
  const store = await loaded.config.store.open({ root: loaded.root });
  const journal = new Journal(store);
  const known = new Set<string>();
  const nights: NightOfSegment[] = [];
  for (const region of regionsOf(of, loaded)) {
    const all = await journal.all([region]);
    const runDate =
      of.date ??
      all
        .map((record) => record.runDate)
        .toSorted()
        .at(-1);
    const attempts = all.filter((record) => record.runDate === runDate);
    const segments = segmentsOf(attempts);
    for (const name of segments) known.add(name);
    if (runDate === undefined || !segments.has(segment)) continue;
    const stages = [...stagesDone(attempts).values()];
    nights.push({ region, runDate, held: heldSegments({ stages }).includes(segment) });
  }
  if (nights.length > 0) return { store, nights };
  throw new RunnerError(
    'usage',
    `no segment '${segment}' is on record of ${of.date ?? 'the newest night'}${closest(segment, [...known])}`,
  );
}

/** Every segment that the record of a night says anything of. */
const segmentsOf = (attempts: readonly RunRecord[]): Set<string> =>
  new Set(
    attempts.flatMap(({ stages }) => stages.flatMap(({ figures }) => figures.flatMap(({ segment }) => segment ?? []))),
  );
