import type { ObjectStore } from '@lookalikes/stage-kit';
import { Journal, unsealed, whyUnreadable } from '@lookalikes/stage-kit';
import { deliveryColumns } from '@lookalikes/sync';
import { z } from 'zod';
import type { NightName } from '../arguments.ts';
import { RunnerError } from '../error.ts';
import { stagesDone } from '../night/done.ts';
import { readNight } from '../night/read-night.ts';

const Manifest = z.object({
  mode: z.enum(['full', 'delta']),
  columns: z.array(z.enum(deliveryColumns)),
  layout: z.object({ separator: z.string(), lineEnd: z.string(), header: z.boolean() }),
  segments: z.array(z.object({ segment_id: z.string(), dsp_segment_id: z.string() })),
  files: z.array(z.object({ key: z.string(), segment_id: z.string() })),
});

/** What sync left of a night. */
export type OurManifest = z.output<typeof Manifest>;

/** Where our outputs of a night lie. */
export interface OurNight {
  readonly store: ObjectStore;
  readonly manifest: OurManifest;
  /** Keys of the two reports; undefined where the night has none. */
  readonly weights: string | undefined;
  readonly sizes: string | undefined;
}

/**
 * Finds what a night left for its neighbours, by its record.
 *
 * @throws RunnerError `usage` where the night is not on record, or did not come as far as its delivery
 */
export async function findOurNight(store: ObjectStore, night: NightName): Promise<OurNight> {
  // Says which nights there are where this one is not.
  await readNight(store, night);
  const stages = stagesDone(await new Journal(store).attempts(night.region, night.runDate));
  const figure = (stage: string, name: string): string | undefined => {
    const value = stages.get(stage)?.figures.find((candidate) => candidate.name === name)?.value;
    return typeof value === 'string' ? value : undefined;
  };
  const key = figure('sync', 'manifest');
  const name = `${night.region}/${night.runDate}`;
  if (key === undefined || (await store.head(key)) === undefined) {
    throw new RunnerError(
      'usage',
      `${name} has no delivery that stands: its ${key === undefined ? 'record names no manifest' : `manifest ${store.locate(key)} is gone`}. Run the night, or sync of it, first.`,
    );
  }
  const manifest = parseManifest(await store.get(key), store.locate(key));
  return {
    store,
    manifest,
    weights: figure('reporting', 'supa_models_collection.tsv'),
    sizes: figure('reporting', 'segment_sizes.tsv'),
  };
}

/**
 * Reads the manifest of a delivery, and holds it against its own checksum; one of before there were any has none.
 *
 * @param where - for the message
 * @throws RunnerError `bad-input`
 */
export function parseManifest(content: Uint8Array, where: string): OurManifest {
  try {
    return Manifest.parse(unsealed(new TextDecoder().decode(content)));
  } catch (error) {
    throw new RunnerError('bad-input', `${where} is no manifest of sync: ${whyUnreadable(error)}. Run sync again.`, {
      cause: error,
    });
  }
}
