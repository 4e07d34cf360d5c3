import type { Day, Region } from '@lookalikes/schema';
import type { LogFormat, Progress, Resume, StageRecord } from '@lookalikes/stage-kit';
import type { NightOutcome } from './outcome.ts';
import type { Selection } from './select.ts';

/** What a region's process is asked to do: these nights, in order, until one does not end well. */
export interface RegionRequest {
  readonly region: Region;
  /** Absolute path of the config file. */
  readonly config: string;
  readonly nights: readonly Day[];
  readonly selection: Selection;
  /** Whether to run a night that is done already. */
  readonly again: boolean;
  /** The attempt to go on from; there is one night then. */
  readonly resume?: Resume;
  /** Whether to take the region over although somebody who may live holds it. */
  readonly forceUnlock: boolean;
  readonly log: LogFormat;
}

/** What the command says to a region's process. */
export type ToRegion =
  | { readonly kind: 'run'; readonly request: RegionRequest }
  | { readonly kind: 'stop'; readonly why: string };

/** What happens in a region's nights. */
export type NightEvent =
  | { readonly kind: 'stage-begins'; readonly runDate: Day; readonly attempt: number; readonly stage: string }
  | { readonly kind: 'progress'; readonly runDate: Day; readonly progress: Progress }
  | { readonly kind: 'stage'; readonly runDate: Day; readonly record: StageRecord }
  | { readonly kind: 'outcome'; readonly outcome: NightOutcome };

/** What a region's process says to the command; `end` last of all. */
export type FromRegion = NightEvent | { readonly kind: 'end' };
