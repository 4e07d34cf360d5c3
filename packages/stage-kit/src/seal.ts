import type { ObjectStore } from './object-store.ts';
import { ObjectStoreError } from './object-store.ts';
import { openPublishIntents } from './effects.ts';
import { voidEntry } from './ledger-entry.ts';

/**
 * Makes sure that a run which was taken over publishes nothing more, even where it is paused between its last look at the
 * lock and the put that would publish.
 *
 * A run says in its journal which entry of the ledger it is about to put, and looks at the lock after that. So a put that
 * can still come was announced before this reads the announcements; a void entry takes its key, and the put, which is
 * conditional, finds it taken.
 *
 * @param run - of the holder that was taken over: `region/run date`; what is no night's publishes nothing
 * @param by - who takes over, for whoever looks at the void entry
 */
export async function sealRun(
  store: ObjectStore,
  run: string,
  by: { readonly run: string; readonly fence: number },
): Promise<void> {
  if (!/^\w+\/\d{4}-\d{2}-\d{2}$/.test(run)) return;
  for (const key of await openPublishIntents(store, run)) {
    try {
      await store.put(key, voidEntry(by), { ifNoneMatch: true });
    } catch (error) {
      // It was published before it was taken over, or sealed by an earlier run.
      if (!(error instanceof ObjectStoreError && error.code === 'exists')) throw error;
    }
  }
}
