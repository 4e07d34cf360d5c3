import type { Region } from '@lookalikes/schema';
import type { Progress } from '@lookalikes/stage-kit';
import type { NightEvent } from '../night/messages.ts';
import { seconds } from '../report/format.ts';
import { progressText } from './lines.ts';

/** What a region that has said nothing for a while is at. */
export interface Pulse {
  readonly region: Region;
  readonly runDate: string;
  readonly stage: string;
  /** How long the stage has been under way, in seconds. */
  readonly seconds: number;
  readonly progress: Progress | undefined;
}

interface Watched extends Omit<Pulse, 'seconds'> {
  readonly since: number;
  readonly said: number;
}

/**
 * Watches regions that print nothing, so that it can be said from time to time that they live.
 *
 * @example
 * const quiet = new QuietRegions(60);
 * quiet.note('amer', { kind: 'stage-begins', runDate: '2026-11-21', attempt: 1, stage: 'scoring' }, 0);
 * quiet.pulses(60_000); // [{ region: 'amer', runDate: '2026-11-21', stage: 'scoring', seconds: 60, progress: undefined }]
 */
export class QuietRegions {
  readonly #quietMs: number;
  readonly #watched = new Map<Region, Watched>();

  /** @param quietSeconds - how long a region may be silent */
  constructor(quietSeconds: number) {
    this.#quietMs = quietSeconds * 1000;
  }

  /** Takes in what happened, at a moment in milliseconds. All but progress is printed, and so is a sign of life. */
  note(region: Region, event: NightEvent, now: number): void {
    const watched = this.#watched.get(region);
    if (event.kind === 'stage-begins') {
      const { runDate, stage } = event;
      this.#watched.set(region, {
        region,
        runDate,
        stage,
        since: now,
        said: watched?.said ?? now,
        progress: undefined,
      });
    } else if (event.kind === 'progress') {
      if (watched?.stage === event.progress.stage) this.#watched.set(region, { ...watched, progress: event.progress });
    } else if (event.kind === 'stage') {
      if (watched) this.#watched.set(region, { ...watched, said: now });
    } else this.#watched.delete(region);
  }

  /** The regions that have been silent for so long that it is time; they count as heard of then. */
  pulses(now: number): Pulse[] {
    const due = [...this.#watched.values()].filter(({ said }) => now - said >= this.#quietMs);
    return due.map((watched) => {
      const { region, runDate, stage, since, progress } = watched;
      this.#watched.set(region, { ...watched, said: now });
      return { region, runDate, stage, seconds: (now - since) / 1000, progress };
    });
  }
}

/** A sign of life in a line: `amer/2026-11-21 scoring for 3 min 20 s: segments (14 of 20)`. */
export function pulseText({ region, runDate, stage, seconds: under, progress }: Pulse): string {
  return `${region}/${runDate} ${stage} for ${seconds(under)}${progress ? `: ${progressText(progress)}` : ''}`;
}

/** Regions that are watched until it is over. */
export interface Heartbeat {
  note(region: Region, event: NightEvent): void;
  stop(): void;
}

/**
 * Watches regions by this process's clock, which it keeps no longer alive for that.
 *
 * @param tell - is given a sign of life of each region that was silent for so long
 */
export function heartbeat(quietSeconds: number, tell: (pulse: Pulse) => void): Heartbeat {
  const quiet = new QuietRegions(quietSeconds);
  const look = (): void => quiet.pulses(performance.now()).forEach(tell);
  const timer = setInterval(look, Math.min(quietSeconds * 250, 1_000)).unref();
  return {
    note: (region, event) => quiet.note(region, event, performance.now()),
    stop: () => clearInterval(timer),
  };
}
