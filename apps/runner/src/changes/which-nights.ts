import type { Day, Region } from '@lookalikes/schema';
import type { ObjectStore } from '@lookalikes/stage-kit';
import type { NightName } from '../arguments.ts';
import { RunnerError } from '../error.ts';
import { nightsOf } from './night-data.ts';

/** Two nights of a region. */
export interface TwoNights {
  readonly region: Region;
  readonly before: Day;
  readonly night: Day;
}

/**
 * The two nights to compare: those named; of one, it and the newest before it that has audiences; of none, the newest of the region
 * and the one before it.
 *
 * @param named - at most two, the one to compare from first
 * @throws RunnerError `usage` for nights of two regions, the same night twice, an attempt, or where there is no night before
 * @example await whichNights(store, 'amer', []) // { region: 'amer', before: '2026-11-21', night: '2026-11-22' }
 */
export async function whichNights(store: ObjectStore, region: Region, named: readonly NightName[]): Promise<TwoNights> {
  const [first, second] = named;
  for (const { region: of, runDate, attempt } of named) {
    if (attempt !== undefined) {
      throw new RunnerError(
        'usage',
        `${of}/${runDate}#${attempt}: a night has one audience, whichever attempt chose it; leave out #${attempt}`,
      );
    }
  }
  if (first && second) {
    if (first.region === second.region && first.runDate !== second.runDate) {
      return { region: first.region, before: first.runDate, night: second.runDate };
    }
    throw new RunnerError(
      'usage',
      `${first.region}/${first.runDate} and ${second.region}/${second.runDate} cannot be compared: expected two nights of one region`,
    );
  }
  const nights = await nightsOf(store, first?.region ?? region);
  const night = first?.runDate ?? nights.at(-1);
  const before = nights.findLast((date) => night !== undefined && date < night);
  if (night !== undefined && before !== undefined) return { region: first?.region ?? region, before, night };
  const known = nights.length === 0 ? 'no night has audiences' : `its first night with audiences is ${nights[0]}`;
  throw new RunnerError(
    'usage',
    `${first?.region ?? region}${night === undefined ? '' : `/${night}`} has no night before it to be compared with: of ${first?.region ?? region} ${known}`,
  );
}
