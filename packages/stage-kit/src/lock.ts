import type { Region } from '@lookalikes/schema';
import { StageKitError } from './error.ts';
import type { HeldRegion, LockTiming } from './heartbeat.ts';
import { Heartbeat, lockTiming, watchHeartbeat } from './heartbeat.ts';
import type { Host } from './host.ts';
import { thisHost } from './host.ts';
import type { LockHolder } from './lock-files.ts';
import { holderOf, lockKey, lockPrefix, lockState, releasedKey } from './lock-files.ts';
import type { ObjectStore } from './object-store.ts';
import { ObjectStoreError } from './object-store.ts';
import { sealRun } from './seal.ts';
import { sealed } from './sealed.ts';

/** Who wants a region, and how. */
export interface LockRequest {
  /** For people, and where to find the run's journal: `region/run date`. */
  readonly run: string;
  readonly timing?: LockTiming | undefined;
  /** Takes the region over although its holder may live. */
  readonly force?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The process that wants it: this one where left out. */
  readonly host?: Host | undefined;
  /** Told when a holder's heartbeat has to be watched, which takes a while. */
  readonly onWatch?: ((holder: LockHolder) => void) | undefined;
}

/** Whom a region was taken over from, and why. */
export interface TakenOver {
  readonly holder: LockHolder;
  readonly why: 'process-gone' | 'heartbeat-still' | 'forced';
}

/**
 * One run a region, on any number of machines that share the object store.
 *
 * Each holder puts `locks/<region>/<number>.json`, conditionally; the number is its fencing token, and whoever has the
 * highest one may publish. A holder is taken over when it is known to be gone, or its heartbeat stood still. A number can
 * come again where a person deletes files, so a holder's file has an id of its own.
 */
export class RegionLock {
  /** The fencing token: rises with each holder of the region. */
  readonly fence: number;
  readonly takenOver: TakenOver | undefined;
  readonly #store: ObjectStore;
  readonly #region: Region;
  readonly #id: string;
  readonly #heartbeat: Heartbeat;

  private constructor(
    store: ObjectStore,
    region: Region,
    of: { host: Host; fence: number; id: string; timing: LockTiming; takenOver: TakenOver | undefined },
  ) {
    this.#store = store;
    this.#region = region;
    this.#id = of.id;
    this.fence = of.fence;
    this.takenOver = of.takenOver;
    this.#heartbeat = new Heartbeat({ host: of.host, store, region, fence: of.fence }, of.timing, () => this.check());
  }

  /**
   * Takes the region. Where somebody holds it whose process may live, this watches the heartbeat first: some seconds for
   * one that moves, `staleSeconds` for one that does not.
   *
   * @throws StageKitError `lock-held` naming the holder and what to do
   * @example const lock = await RegionLock.acquire(store, 'amer', { run: 'amer/2026-11-21' });
   */
  static async acquire(store: ObjectStore, region: Region, request: LockRequest): Promise<RegionLock> {
    const { host = thisHost } = request;
    const { fence, held, unreleased } = await lockState(store, region);
    const judged = held ? await judge({ host, store, region, fence }, request) : undefined;
    if (judged === 'changed') return RegionLock.acquire(store, region, request);
    const next = fence + 1;
    const id = host.uniqueId();
    const timing = request.timing ?? lockTiming;
    await put({ host, store, region, fence: next }, { id, request, timing });
    try {
      // Others may have come and gone since the first look, and removed the file whose number this one took.
      const now = await lockState(store, region);
      if (now.fence !== next) throw heldBy({ host, store, region, fence: now.fence }, undefined);
      for (const before of unreleased) {
        const holder = await holderOf(store, region, before);
        if (holder) await sealRun(store, holder.run, { run: request.run, fence: next });
      }
    } catch (error) {
      await store.delete(lockKey(region, next));
      throw error;
    }
    const lock = new RegionLock(store, region, { host, fence: next, id, timing, takenOver: judged });
    lock.#heartbeat.start();
    return lock;
  }

  /** Aborts, with a StageKitError `lock-lost`, once the heartbeat finds that the region is another run's. */
  get lost(): AbortSignal {
    return this.#heartbeat.lost;
  }

  /** @throws StageKitError `lock-lost` where the region is no longer this run's: it must publish nothing more */
  async check(): Promise<void> {
    this.lost.throwIfAborted();
    const { fence } = await lockState(this.#store, this.#region);
    const holder = fence === this.fence ? await holderOf(this.#store, this.#region, fence) : undefined;
    if (holder?.id === this.#id) return;
    throw new StageKitError(
      'lock-lost',
      `the lock of ${this.#region} is no longer this run's (token ${this.fence}): ${fence > this.fence ? `token ${fence} has it` : 'its file was deleted'}. Nothing more is published; look who else runs the region.`,
    );
  }

  /** Lets the region go; does nothing where it is another run's by now. */
  async release(): Promise<void> {
    await this.#heartbeat.stop();
    if ((await holderOf(this.#store, this.#region, this.fence))?.id !== this.#id) return;
    await this.#store.put(releasedKey(this.#region, this.fence), '');
    for await (const { key } of this.#store.list(lockPrefix(this.#region))) {
      if (key < lockKey(this.#region, this.fence)) await this.#store.delete(key);
    }
  }
}

/** Whether a region that is held may be taken over; `changed` where it must be looked at anew. */
async function judge(place: HeldRegion, request: LockRequest): Promise<TakenOver | 'changed'> {
  const { host, store, region, fence } = place;
  const holder = await holderOf(store, region, fence);
  if (!holder) return 'changed';
  if (host.isGone(holder)) return { holder, why: 'process-gone' };
  if (request.force) return { holder, why: 'forced' };
  request.onWatch?.(holder);
  const timing = request.timing ?? lockTiming;
  const watched = await watchHeartbeat(place, { timing, holder, signal: request.signal });
  if (watched === 'beating') throw heldBy(place, holder);
  return watched === 'still' ? { holder, why: 'heartbeat-still' } : 'changed';
}

async function put(
  place: HeldRegion,
  { id, request, timing }: { id: string; request: LockRequest; timing: LockTiming },
): Promise<void> {
  const { host, store, region, fence } = place;
  const mine: LockHolder = {
    run: request.run,
    ...host.place(),
    since: host.now().toISOString(),
    id,
    heartbeatSeconds: timing.heartbeatSeconds,
  };
  try {
    await store.put(lockKey(region, fence), `${JSON.stringify(sealed(mine))}\n`, { ifNoneMatch: true });
  } catch (error) {
    if (!(error instanceof ObjectStoreError && error.code === 'exists')) throw error;
    throw heldBy(place, await holderOf(store, region, fence), error);
  }
}

/** A holder, for messages. */
export const holderText = ({ run, host, pid, since }: LockHolder): string =>
  `run ${run} on ${host} (process ${pid}) since ${since}`;

function heldBy({ store, region, fence }: HeldRegion, holder: LockHolder | undefined, cause?: unknown): StageKitError {
  return new StageKitError(
    'lock-held',
    `${region} is being run by ${holder ? holderText(holder) : 'another run'} (${store.locate(lockKey(region, fence))}). Wait for it, or stop it. A run that died is taken over by itself, once its process is known to be gone or its heartbeat has stood still. --force-unlock takes the region over at once: the other run publishes nothing more and ends, but files it is delivering at that moment may be half replaced until this run delivers them.`,
    { cause },
  );
}
