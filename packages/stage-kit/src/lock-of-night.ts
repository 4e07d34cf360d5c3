import type { Day, Region } from '@lookalikes/schema';
import { DaySchema, regions } from '@lookalikes/schema';
import type { CheckedConfig } from './config.ts';
import type { Host } from './host.ts';
import { Journal } from './journal.ts';
import type { TakenOver } from './lock.ts';
import { holderText, RegionLock } from './lock.ts';
import type { Log } from './log.ts';
import type { ObjectStore } from './object-store.ts';

/** Who takes a region's lock for a night, or to sweep up after some. */
export interface LockOfNight {
  readonly region: Region;
  /** The night; left out by what is none. */
  readonly runDate?: Day;
  /** In place of the night, for whoever looks at the lock. */
  readonly purpose?: string;
  readonly config: Pick<CheckedConfig, 'lock'>;
  readonly log: Log;
  readonly signal?: AbortSignal;
  readonly forceUnlock?: boolean | undefined;
  /** The process that takes it: this one where left out. */
  readonly host?: Host | undefined;
}

/**
 * Takes a region's lock, says what it waits for and whom it takes over, and closes the records of attempts whose processes
 * ended without a word.
 *
 * @throws StageKitError `lock-held`
 */
export async function lockOfNight(store: ObjectStore, of: LockOfNight): Promise<RegionLock> {
  const { region, runDate, purpose = '', config, log, signal, forceUnlock, host } = of;
  const lock = await RegionLock.acquire(store, region, {
    run: runDate === undefined ? purpose : `${region}/${runDate}`,
    timing: config.lock,
    force: forceUnlock,
    signal,
    host,
    onWatch: (holder) =>
      log.info(
        { code: 'lock-watched', region },
        `${region} is held by ${holderText(holder)}; watching whether its heartbeat moves`,
      ),
  });
  try {
    const journal = new Journal(store, host);
    const { takenOver } = lock;
    if (takenOver) log.warn({ code: 'lock-taken-over', region }, takenOverText(region, takenOver));
    const nights = new Set([runDate && `${region}/${runDate}`, takenOver?.holder.run]);
    for (const night of nights) {
      const [name = '', day = ''] = night?.split('/') ?? [];
      const known = regions.find((one) => one === name);
      if (known && DaySchema.safeParse(day).success) await journal.closeInterrupted({ region: known, runDate: day });
    }
    return lock;
  } catch (error) {
    await lock.release();
    throw error;
  }
}

const why: Readonly<Record<TakenOver['why'], string>> = {
  'process-gone': 'its process is gone',
  'heartbeat-still': 'its heartbeat stood still',
  forced:
    '--force-unlock was given; should it live, it publishes nothing more, and files it was delivering may be half replaced until this run has delivered them',
};

const takenOverText = (region: Region, taken: TakenOver): string =>
  `${region} was taken over from ${holderText(taken.holder)}: ${why[taken.why]}`;
