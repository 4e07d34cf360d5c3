import type { Host } from './host.ts';
import { holderOf, lockState } from './lock-files.ts';
import type { ObjectStore } from './object-store.ts';
import type { RunRecord } from './record.ts';

/**
 * Whether an attempt on record as running may be: it holds its region, and its process is not known to be gone. Of a process
 * on another machine that is as much as one look can tell.
 */
export async function isRunning(
  store: ObjectStore,
  { region, runDate, fence: own }: Pick<RunRecord, 'region' | 'runDate' | 'fence'>,
  host: Host,
): Promise<boolean> {
  const { fence, held } = await lockState(store, region);
  if (!held || (own !== undefined && own !== fence)) return false;
  const holder = await holderOf(store, region, fence);
  return holder !== undefined && holder.run === `${region}/${runDate}` && !host.isGone(holder);
}
