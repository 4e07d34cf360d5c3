import type { Effects } from './effects.ts';
import type { Engine } from './engine.ts';
import { FencedStore } from './fenced-store.ts';
import type { Journal } from './journal.ts';
import type { RegionLock } from './lock.ts';
import type { Log } from './log.ts';
import type { ObjectStore } from './object-store.ts';
import type { RunRecord } from './record.ts';

/** A night that is over and on record, while the region is still this run's. */
export interface EndedNight {
  readonly record: RunRecord;
  readonly engine: Engine;
  /** Each change of it is journalled, and made only while the region is this run's. */
  readonly store: ObjectStore;
  /** Aborts when the region is another run's. */
  readonly signal: AbortSignal;
}

/** What is made of a night once it is over. */
export type Afterwards = (night: EndedNight) => Promise<void>;

/**
 * Makes what is to be made of a night that is over, however it ended, and puts on record what that left in the object store. The night
 * is as it is: what goes wrong here is a warning.
 */
export async function afterNight(
  record: RunRecord,
  afterwards: Afterwards | undefined,
  of: {
    readonly engine: Engine;
    readonly store: ObjectStore;
    readonly lock: RegionLock;
    readonly effects: Effects;
    readonly journal: Journal;
    readonly log: Log;
  },
): Promise<void> {
  const { engine, lock, effects, journal, log } = of;
  const signal = lock.lost;
  if (afterwards === undefined || signal.aborted) return;
  const store = new FencedStore(of.store, { stage: 'afterwards', effects, lock });
  try {
    try {
      await afterwards({ record, engine, store, signal });
    } finally {
      if (store.objects.size > 0) {
        record.objects = [...store.objects].toSorted();
        await journal.save(record);
      }
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    log.warn({ code: 'afterwards-failed' }, `${record.run}: the night is over, but not what follows it: ${message}`);
  }
}
