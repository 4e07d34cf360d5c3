import type { Day, Region } from '@lookalikes/schema';
import type { NightEvent } from '../night/messages.ts';

/** What is going to be run for a region, for a display to lay out. */
export interface RegionAgenda {
  readonly region: Region;
  readonly nights: readonly Day[];
  readonly stages: readonly string[];
}

/** Shows a run while it goes on. */
export interface Display {
  show(region: Region, message: NightEvent): void;
  /** Puts the last of it on the screen. */
  end(): Promise<void>;
}

/** Shows nothing: what there is to say is in the log, or asked for not to be said. */
export const noDisplay: Display = { show: () => {}, end: async () => {} };
