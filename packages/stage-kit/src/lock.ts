import { hostname } from 'node:os';
import { z } from 'zod';
import type { Region } from '@lookalikes/schema';
import { StageKitError } from './error.ts';
import type { ObjectStore } from './object-store.ts';
import { ObjectStoreError } from './object-store.ts';

const Holder = z.object({ run: z.string(), host: z.string(), pid: z.int(), since: z.string() });

/** Who holds a region. */
export type LockHolder = z.output<typeof Holder>;

/**
 * One run a region. Each holder puts `locks/<region>/<number>.json`, conditionally; the number is its fencing token, and
 * whoever has the highest one may publish. A holder on the same host whose process is gone is taken over.
 */
export class RegionLock {
  /** The fencing token: rises with each holder of the region. */
  readonly fence: number;
  readonly #store: ObjectStore;
  readonly #region: Region;

  private constructor(store: ObjectStore, region: Region, fence: number) {
    this.#store = store;
    this.#region = region;
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
      if (holder && !isGone(holder)) throw held(store, region, { fence, holder });
    }
    const mine: LockHolder = { run, host: hostname(), pid: process.pid, since: new Date().toISOString() };
    try {
      await store.put(keyOf(region, fence + 1), `${JSON.stringify(mine)}\n`, { ifNoneMatch: true });
    } catch (error) {
      if (!(error instanceof ObjectStoreError && error.code === 'exists')) throw error;
      throw held(store, region, { fence: fence + 1, holder: await holderOf(store, region, fence + 1) });
    }
    return new RegionLock(store, region, fence + 1);
  }

  /** @throws StageKitError `lock-lost` where another run has taken the region since: it must publish nothing more */
  async check(): Promise<void> {
    const { fence } = await newest(this.#store, this.#region);
    if (fence === this.fence) return;
    throw new StageKitError(
      'lock-lost',
      `the lock of ${this.#region} is no longer this run's (token ${this.fence}): token ${fence} has it. Nothing more is published; look who else runs the region.`,
    );
  }

  /** Lets the region go. */
  async release(): Promise<void> {
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
    else fence = Math.max(fence, Number(number));
  }
  return { fence, released: released.has(fence) };
}

async function holderOf(store: ObjectStore, region: Region, fence: number): Promise<LockHolder | undefined> {
  const text = new TextDecoder().decode(await store.get(keyOf(region, fence)));
  try {
    return Holder.parse(JSON.parse(text));
  } catch (error) {
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
  { fence, holder }: { fence: number; holder: LockHolder | undefined },
): StageKitError {
  const who = holder
    ? `run ${holder.run} on ${holder.host} (process ${holder.pid}) since ${holder.since}`
    : 'another run';
  return new StageKitError(
    'lock-held',
    `${region} is being run by ${who}. Wait for it; if that process is gone, delete ${store.locate(keyOf(region, fence))}.`,
  );
}
