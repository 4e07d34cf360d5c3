import { z } from 'zod';
import type { Region } from '@lookalikes/schema';
import { StageKitError } from './error.ts';
import type { ObjectStore } from './object-store.ts';
import { ObjectStoreError } from './object-store.ts';
import { unsealed, whyUnreadable } from './sealed.ts';

const Holder = z.object({
  run: z.string(),
  host: z.string(),
  pid: z.int(),
  machine: z.string().optional(),
  since: z.string(),
  id: z.string(),
  heartbeatSeconds: z.number().positive().optional(),
});

/** Who holds a region. */
export type LockHolder = z.output<typeof Holder>;

const numberOf = (fence: number): string => String(fence).padStart(8, '0');
/** The folder of a region's locks. */
export const lockPrefix = (region: Region): string => `locks/${region}/`;
/** The file that makes somebody a holder. */
export const lockKey = (region: Region, fence: number): string => `${lockPrefix(region)}${numberOf(fence)}.json`;
/** The file that changes as long as the holder lives. */
export const beatKey = (region: Region, fence: number): string => `${lockPrefix(region)}${numberOf(fence)}.beat`;
/** The file that says that the holder has let go. */
export const releasedKey = (region: Region, fence: number): string =>
  `${lockPrefix(region)}${numberOf(fence)}.released`;

/** What the files of a region's locks say. */
export interface LockState {
  /** The highest number there is any file of; 0 where there is none. */
  readonly fence: number;
  /** Whether the highest number is somebody's who has not let go. */
  readonly held: boolean;
  /** Every number, from the lowest, whose holder has not let go. */
  readonly unreleased: readonly number[];
}

/** Looks who holds a region. */
export async function lockState(store: ObjectStore, region: Region): Promise<LockState> {
  const taken = new Set<number>();
  const released = new Set<number>();
  let fence = 0;
  for await (const { key } of store.list(lockPrefix(region))) {
    const [number, ending] = key.slice(lockPrefix(region).length).split('.');
    fence = Math.max(fence, Number(number));
    if (ending === 'json') taken.add(Number(number));
    if (ending === 'released') released.add(Number(number));
  }
  const unreleased = [...taken].filter((number) => !released.has(number)).toSorted((a, b) => a - b);
  return { fence, held: unreleased.includes(fence), unreleased };
}

/**
 * Who has, or had, a number; undefined where its file is gone: its holder let go, and a later one too.
 *
 * @throws StageKitError `corrupt` where the file is no lock
 */
export async function holderOf(store: ObjectStore, region: Region, fence: number): Promise<LockHolder | undefined> {
  const key = lockKey(region, fence);
  const text = await textOf(store, key);
  if (text === undefined) return undefined;
  try {
    return Holder.parse(unsealed(text));
  } catch (error) {
    throw new StageKitError(
      'corrupt',
      `${store.locate(key)} is no lock: ${whyUnreadable(error)}. Delete it if no run of ${region} is going on.`,
      { cause: error },
    );
  }
}

/** The text of an object; undefined where there is none. */
export async function textOf(store: ObjectStore, key: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await store.get(key));
  } catch (error) {
    if (error instanceof ObjectStoreError && error.code === 'not-found') return undefined;
    throw error;
  }
}
