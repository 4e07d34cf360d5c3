import type { BlockLane, BlockSettings } from './batch/block-lane.ts';
import type { BlockFit } from './batch/lane-path.ts';
import type { Layout } from './batch/layout.ts';
import type { SharedMemory } from './wasm/runtime.ts';

/** What a thread is started with. */
export interface ThreadStart {
  readonly layout: Layout;
  readonly memory: SharedMemory;
  readonly settings: BlockSettings;
}

/** A block to solve. */
export type BlockTask = readonly BlockLane[];

/** What a thread says: that a fit is done, and at last all of a block's. */
export type ThreadNews = { readonly fitDone: true } | { readonly fits: readonly BlockFit[] };
