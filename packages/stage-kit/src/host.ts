import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cancel } from './engine.ts';
import type { ProcessPlace } from './machine.ts';
import { isGone, thisProcess } from './machine.ts';

/** How to wait. */
export interface Wait extends Cancel {
  /** Keeps no process alive. */
  readonly background?: boolean;
}

/** What a run knows of the process it is: what time it is, how to wait, which other processes live. */
export interface Host {
  /** Where it runs, as a lock says it. */
  place(): ProcessPlace;
  /** Whether another process is known to be gone. */
  isGone(process: ProcessPlace): boolean;
  /** The time of day, for records; another machine's may differ. */
  now(): Date;
  /** Milliseconds by a clock that only goes forward, for durations. */
  elapsed(): number;
  /** Resolves when the time has passed, or as soon as the signal aborts. */
  sleep(milliseconds: number, wait?: Wait): Promise<void>;
  /** A UUID that nobody else has. */
  uniqueId(): string;
}

/** This process, by the clocks of its machine. */
export const thisHost: Host = {
  place: thisProcess,
  isGone,
  now: () => new Date(),
  elapsed: () => performance.now(),
  sleep: async (milliseconds, { signal, background = false } = {}) => {
    await sleep(milliseconds, undefined, { ref: !background, ...(signal ? { signal } : {}) }).catch(
      (error: unknown) => {
        if (!signal?.aborted) throw error;
      },
    );
  },
  uniqueId: randomUUID,
};
