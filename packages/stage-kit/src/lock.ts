import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { z } from 'zod';
import type { Region } from '@lookalikes/schema';
import { StageKitError } from './error.ts';
import type { ObjectStore } from './object-store.ts';
import { ObjectStoreError } from './object-store.ts';

const Holder = z.object({ run: z.string(), host: z.string(), pid: z.int(), since: z.string(), id: z.string() });

/** Who holds a region. */
export type LockHolder = z.output<typeof Holder>;

/**
 * One run a region. Each holder puts `locks/<region>/<number>.json`, conditionally; the number is its fencing token, and
 * whoever has the highest one may publish. A holder on the same host whose process is gone is taken over.
 *
 * A number can come again: the files below a holder's are removed when it lets go, and a person may delete one that is
 * stuck. So a holder's file has an id of its own, by which it knows the file for its own.
 */
export class RegionLock {
  /** The fencing token: rises with each holder of the region. */
  readonly fence: number;
  readonly #store: ObjectStore;
  readonly #region: Region;
  readonly #id: string;

  private constructor(store: ObjectStore, region: Region, { fence, id }: { fence: number; id: string }) {
    this.#store = store;
    this.#region = region;
    this.#id = id;
    this.fence = fence;
  }

  /**
   * Takes the region.
   *
   * @throws StageKitError `lock-held` naming the holder and what to do
   */
  static async acquire(store: ObjectStore, region: Region, run: string): Promise<RegionLock> {
    const { fence, released } = await newest(store, region);
    if (fence > 0 && !released) {
      const holder = await holderOf(store, region, fence);
      if (!holder || !isGone(holder)) throw held(store, region, { fence, holder });
    }
    const next = fence + 1;
    const id = randomBytes(8).toString('hex');
    const mine: LockHolder = { run, host: hostname(), pid: process.pid, since: new Date().toISOString(), id };
    try {
      await store.put(keyOf(region, next), `${JSON.stringify(mine)}\n`, { ifNoneMatch: true });
    } catch (error) {
      if (!(error instanceof ObjectStoreError && error.code === 'exists')) throw error;
      throw held(store, region, { fence: next, holder: await holderOf(store, region, next), cause: error });
    }
    const now = await newest(store, region);
    if (now.fence === next) return new RegionLock(store, region, { fence: next, id });
    // Others came and went since the first look, and removed the file whose number this one took.
    await store.delete(keyOf(region, next));
    throw held(store, region, { fence: now.fence, holder: undefined });
  }

  /** @throws StageKitError `lock-lost` where the region is no longer this run's: it must publish nothing more */
  async check(): Promise<void> {
    const { fence } = await newest(this.#store, this.#region);
    const holder = fence === this.fence ? await holderOf(this.#store, this.#region, fence) : undefined;
    if (holder?.id === this.#id) return;
    throw new StageKitError(
      'lock-lost',
      `the lock of ${this.#region} is no longer this run's (token ${this.fence}): ${fence > this.fence ? `token ${fence} has it` : 'its file was deleted'}. Nothing more is published; look who else runs the region.`,
    );
  }

  /** Lets the region go; does nothing where it is another run's by now. */
  async release(): Promise<void> {
    if ((await holderOf(this.#store, this.#region, this.fence))?.id !== this.#id) return;
    await this.#store.put(releasedKey(this.#region, this.fence), '');
    for await (const { key } of this.#store.list(`locks/${this.#region}/`)) {
      if (key < keyOf(this.#region, this.fence)) await this.#store.delete(key);
    }
  }
}

const numberOf = (fence: number): string => String(fence).padStart(8, '0');
const keyOf = (region: Region, fence: number): string => `locks/${region}/${numberOf(fence)}.json`;
const releasedKey = (region: Region, fence: number): string => `locks/${region}/${numberOf(fence)}.released`;

async function newest(store: ObjectStore, region: Region): Promise<{ fence: number; released: boolean }> {
  let fence = 0;
  const released = new Set<number>();
  for await (const { key } of store.list(`locks/${region}/`)) {
    const [number, ending] = (key.split('/').at(-1) as string).split('.');
    if (ending === 'released') released.add(Number(number));
    fence = Math.max(fence, Number(number));
  }
  return { fence, released: released.has(fence) };
}

async function holderOf(store: ObjectStore, region: Region, fence: number): Promise<LockHolder | undefined> {
  try {
    return Holder.parse(JSON.parse(new TextDecoder().decode(await store.get(keyOf(region, fence)))));
  } catch (error) {
    if (error instanceof ObjectStoreError) {
      // Removed since it was listed: its holder let go, and a later one too.
      if (error.code === 'not-found') return undefined;
      throw error;
    }
    throw new StageKitError(
      'corrupt',
      `${store.locate(keyOf(region, fence))} is no lock: delete it if no run of ${region} is going on`,
      {
        cause: error,
      },
    );
  }
}

function isGone({ host, pid }: LockHolder): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function held(
  store: ObjectStore,
  region: Region,
  { fence, holder, cause }: { fence: number; holder: LockHolder | undefined; cause?: unknown },
): StageKitError {
  const who = holder
    ? `run ${holder.run} on ${holder.host} (process ${holder.pid}) since ${holder.since}`
    : 'another run';
  return new StageKitError(
    'lock-held',
    `${region} is being run by ${who}. Wait for it; if that process is gone, delete ${store.locate(keyOf(region, fence))}.`,
    { cause },
  );
}
