import type { Day, Region } from '@lookalikes/schema';
import type { CheckedConfig } from './config.ts';
import type { Engine, Write } from './engine.ts';
import type { Host } from './host.ts';
import { isNoteOfRows } from './effects.ts';
import { findLitter } from './litter.ts';
import { voidEntry, writeOf } from './ledger-entry.ts';
import { lockOfNight } from './lock-of-night.ts';
import type { RegionLock } from './lock.ts';
import type { Log } from './log.ts';
import type { ObjectStore } from './object-store.ts';
import type { Stage } from './stage.ts';
import { thenClose } from './then-close.ts';

/** What to sweep. */
export interface Sweep {
  readonly region: Region;
  readonly config: CheckedConfig;
  readonly root: string;
  /** Every stage that publishes in the region. */
  readonly stages: readonly Stage[];
  /** Finds out what would go, and removes nothing. */
  readonly dryRun?: boolean;
  readonly log: Log;
  readonly signal?: AbortSignal;
  readonly forceUnlock?: boolean | undefined;
  /** The process that sweeps: this one where left out. */
  readonly host?: Host | undefined;
}

/** A write whose rows go, and why. */
export interface SweptWrite {
  readonly table: string;
  readonly date: Day;
  readonly writeId: string;
  readonly why: 'unpublished' | 'replaced' | 'expired';
}

/** What a sweep removed, or would. */
export interface Swept {
  readonly region: Region;
  readonly writes: readonly SweptWrite[];
  /** Entries of the ledger. */
  readonly entries: readonly string[];
  /** What attempts put into the object store that no finished stage stands by. */
  readonly objects: readonly string[];
  /** Objects of the journals of nights that are over. */
  readonly journals: readonly string[];
  /** Nights that did not end well and can be resumed: what they have written stays. */
  readonly resumable: readonly string[];
}

/**
 * Sweeps a region, under its lock: rows that no entry of the ledger names, partitions past their retention, objects that
 * attempts left behind, journals of nights that are over.
 *
 * Rows go before the entries that name them, and both before the journals that tell of them: a sweep that is killed is
 * finished by the next. Only what a journal notes of whole rows goes before them.
 *
 * @throws StageKitError `lock-held` where a night is running
 */
export async function sweep(of: Sweep): Promise<Swept> {
  const { region, config, root, log } = of;
  const store = await config.store.open({ root });
  const lock = await lockOfNight(store, { ...of, purpose: 'gc' });
  return thenClose({ what: `the lock of ${region}`, close: () => lock.release(), log }, async () => {
    const { swept, announced, expose } = await findLitter(store, of);
    if (of.dryRun) return swept;
    // Whoever resumes a night keeps no rows without their note: should this be killed or taken over, no night stands on rows that go.
    await removeKeys(store, lock, { keys: swept.journals.filter(isNoteOfRows), atOnce: dropped });
    const removeEntries = () => removeKeys(store, lock, { keys: swept.entries, atOnce: dropped, taken: announced });
    if (swept.writes.length === 0) await removeEntries();
    else {
      const engine = await config.engine({ region }).open({ root, region });
      await thenClose({ what: `the engine of ${region}`, close: () => engine.close(), log }, async () => {
        await dropWrites(engine, lock, { ...of, writes: swept.writes });
        await removeEntries();
        await lock.check();
        await engine.expose(
          expose.map(({ dataset, live }) => ({ dataset, writes: live.map(({ entry }) => writeOf(dataset, entry)) })),
        );
      });
    }
    // Whoever takes the region over may put an output again; nobody ever puts an entry or a journal again.
    await removeKeys(store, lock, { keys: swept.objects, atOnce: 1 });
    await removeKeys(store, lock, { keys: swept.journals.filter((key) => !isNoteOfRows(key)), atOnce: dropped });
    await store.removeUnfinished?.();
    return swept;
  });
}

/** So many at once, so that a sweep that is stopped has done something. */
const dropped = 50;

async function dropWrites(
  engine: Engine,
  lock: RegionLock,
  { region, stages, writes, signal }: Sweep & { readonly writes: readonly SweptWrite[] },
): Promise<void> {
  const datasets = new Map(stages.flatMap((stage) => Object.values(stage.writes)).map((of) => [of.table, of]));
  for (let at = 0; at < writes.length; at += dropped) {
    signal?.throwIfAborted();
    await lock.check();
    const some = writes.slice(at, at + dropped).map(({ table, date, writeId }): Write => {
      return { dataset: datasets.get(table)!, partition: { region, date }, writeId };
    });
    await engine.drop(some);
  }
}

interface Removal {
  readonly keys: readonly string[];
  /** How many to remove after a look at the lock. */
  readonly atOnce: number;
  /** Those of the ledger that must not become free: they are left with a void entry. */
  readonly taken?: ReadonlySet<string>;
}

async function removeKeys(
  store: ObjectStore,
  lock: RegionLock,
  { keys, atOnce, taken = new Set() }: Removal,
): Promise<void> {
  for (const [index, key] of keys.entries()) {
    if (index % atOnce === 0) await lock.check();
    if (taken.has(key)) await store.put(key, voidEntry({ run: 'gc', fence: lock.fence }));
    else await store.delete(key);
  }
}
