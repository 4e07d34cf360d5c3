import type { Region } from '@lookalikes/schema';
import { StageKitError } from './error.ts';
import type { Host } from './host.ts';
import type { LockHolder } from './lock-files.ts';
import { beatKey, lockState, textOf } from './lock-files.ts';
import type { ObjectStore } from './object-store.ts';

/** How a holder shows that it lives, and when others take it for dead. */
export interface LockTiming {
  /** How often a holder's heartbeat moves. */
  readonly heartbeatSeconds: number;
  /** How long a heartbeat has to stand still, by the clock of whoever watches it, until the region may be taken over. */
  readonly staleSeconds: number;
}

/** A heartbeat every 5 s; taken for dead after 60 s without one. */
export const lockTiming: LockTiming = { heartbeatSeconds: 5, staleSeconds: 60 };

/** A region's lock, for watching and beating. */
export interface HeldRegion {
  readonly host: Host;
  readonly store: ObjectStore;
  readonly region: Region;
  readonly fence: number;
}

/** What came of watching a holder: its heartbeat moved; it stood still for long enough; somebody let go or took over. */
export type Watched = 'beating' | 'still' | 'changed';

/**
 * Watches a holder's heartbeat until it moves, or has stood still for long enough.
 *
 * Only the watcher's own, monotonic clock counts: what another machine's clock says is never compared. A holder that beats
 * more slowly than the watcher is set for is given three of its own beats.
 *
 * @throws the signal's reason
 */
export async function watchHeartbeat(
  { host, store, region, fence }: HeldRegion,
  { timing, holder, signal }: { timing: LockTiming; holder: LockHolder; signal?: AbortSignal | undefined },
): Promise<Watched> {
  const patience = 1000 * Math.max(timing.staleSeconds, 3 * (holder.heartbeatSeconds ?? 0));
  const look = Math.min(250, patience / 10);
  const first = await textOf(store, beatKey(region, fence));
  const until = host.elapsed() + patience;
  for (;;) {
    await host.sleep(look, { signal });
    signal?.throwIfAborted();
    // Read before the clock: a watcher that was itself suspended looks once more before it judges.
    const overdue = host.elapsed() >= until;
    const state = await lockState(store, region);
    if (state.fence !== fence || !state.held) return 'changed';
    if ((await textOf(store, beatKey(region, fence))) !== first) return 'beating';
    if (overdue) return 'still';
  }
}

/** Moves a holder's heartbeat, and notices when the region is another's. */
export class Heartbeat {
  readonly #of: HeldRegion;
  readonly #timing: LockTiming;
  readonly #check: () => Promise<void>;
  readonly #lost = new AbortController();
  readonly #ended = new AbortController();
  #beating: Promise<void> | undefined;

  /** @param check - throws StageKitError `lock-lost` where the region is another's */
  constructor(of: HeldRegion, timing: LockTiming, check: () => Promise<void>) {
    this.#of = of;
    this.#timing = timing;
    this.#check = check;
  }

  /** Aborts with the StageKitError `lock-lost` once the region is lost. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Begins to beat. Keeps no process alive. */
  start(): void {
    this.#beating ??= this.#beat();
  }

  /** Ends, after the beat that is under way. */
  async stop(): Promise<void> {
    this.#ended.abort();
    await this.#beating;
  }

  async #beat(): Promise<void> {
    const { host, store, region, fence } = this.#of;
    let good = host.elapsed();
    for (let beat = 1; await this.#pause(); beat++) {
      const began = host.elapsed();
      try {
        await this.#check();
        await store.put(beatKey(region, fence), `${JSON.stringify({ beat, at: host.now().toISOString() })}\n`);
        good = began;
      } catch (error) {
        const still = (host.elapsed() - good) / 1000;
        // A store that fails now and then is no reason to stop; one that fails for long lets others take the region.
        if (isLost(error)) this.#lost.abort(error);
        else if (still > this.#timing.staleSeconds / 2) this.#lost.abort(silent(region, still, error));
        if (this.#lost.signal.aborted) return;
      }
    }
  }

  /** Whether there is another beat to come. */
  async #pause(): Promise<boolean> {
    const { signal } = this.#ended;
    await this.#of.host.sleep(this.#timing.heartbeatSeconds * 1000, { signal, background: true });
    return !signal.aborted;
  }
}

const isLost = (error: unknown): boolean => error instanceof StageKitError && error.code === 'lock-lost';

const silent = (region: Region, seconds: number, cause: unknown): StageKitError =>
  new StageKitError(
    'lock-lost',
    `the heartbeat of ${region} could not be written for ${seconds.toFixed(0)} s, so that another run may take the region over. Nothing more is published; look whether the object store answers.`,
    { cause },
  );
