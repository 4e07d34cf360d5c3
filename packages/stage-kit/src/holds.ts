import type { Day, Region } from '@lookalikes/schema';
import { DaySchema } from '@lookalikes/schema';
import { z } from 'zod';
import { StageKitError } from './error.ts';
import { fillKey } from './key-template.ts';
import { textOf } from './lock-files.ts';
import type { ObjectStore } from './object-store.ts';
import { sealed, unsealed, whyUnreadable } from './sealed.ts';

const SegmentHold = z.object({
  segment: z.string(),
  /** A person holds it, from then on until it is released. */
  hold: z.object({ since: z.string(), reason: z.string().optional() }).optional(),
  /** The nights whose audience a person has released although it would be held. */
  released: z.array(DaySchema),
});

/** What people have said of a segment: `holds/<region>/<segment>.json` in the object store. */
export type SegmentHold = z.output<typeof SegmentHold>;

const prefixOf = (region: Region): string => `holds/${region}/`;
const keyOf = (region: Region, segment: string): string => fillKey(`${prefixOf(region)}{segment}.json`, { segment });

/** What people have said of a region's segments, by key; those of which nothing was said are not among them. */
export async function readHolds(store: ObjectStore, region: Region): Promise<SegmentHold[]> {
  const holds: SegmentHold[] = [];
  for await (const { key } of store.list(prefixOf(region))) {
    const text = await textOf(store, key);
    if (text !== undefined) holds.push(parse(text, store.locate(key)));
  }
  return holds;
}

/** Holds a segment of a region until it is released. */
export async function holdSegment(
  store: ObjectStore,
  { region, segment }: { readonly region: Region; readonly segment: string },
  hold: { readonly since: string; readonly reason?: string | undefined },
): Promise<void> {
  const { released } = await holdOf(store, region, segment);
  const { since, reason } = hold;
  await save(store, region, { segment, released, hold: { since, ...(reason === undefined ? {} : { reason }) } });
}

/**
 * Ends a person's hold of a segment; where there is none, and a night is given, lets that night's audience through.
 *
 * @returns which of the two it was; undefined where there was nothing to release
 */
export async function releaseSegment(
  store: ObjectStore,
  { region, segment, night }: { readonly region: Region; readonly segment: string; readonly night?: Day | undefined },
): Promise<'hand' | 'night' | undefined> {
  const { hold, released } = await holdOf(store, region, segment);
  if (hold) {
    await save(store, region, { segment, released });
    return 'hand';
  }
  if (night === undefined) return undefined;
  await save(store, region, { segment, released: [...new Set([...released, night])].toSorted() });
  return 'night';
}

async function holdOf(store: ObjectStore, region: Region, segment: string): Promise<SegmentHold> {
  const key = keyOf(region, segment);
  const text = await textOf(store, key);
  return text === undefined ? { segment, released: [] } : parse(text, store.locate(key));
}

async function save(store: ObjectStore, region: Region, hold: SegmentHold): Promise<void> {
  await store.put(keyOf(region, hold.segment), `${JSON.stringify(sealed(hold), undefined, 2)}\n`);
}

function parse(text: string, where: string): SegmentHold {
  try {
    return SegmentHold.parse(unsealed(text));
  } catch (error) {
    const why = whyUnreadable(error);
    throw new StageKitError(
      'corrupt',
      `${where} does not say who holds a segment: ${why}. Restore it, or delete it to forget what was said of the segment.`,
      { cause: error },
    );
  }
}
