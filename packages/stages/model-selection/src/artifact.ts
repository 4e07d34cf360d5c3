import { createHash } from 'node:crypto';
import type { ModelArtifact } from '@lookalikes/schema';
import { modelArtifactLines } from '@lookalikes/schema';
import type { ModelSelectionNight } from './manifest.ts';

/** Where something lies that a dataset of the night names. */
export interface StoredArtifact {
  readonly key: string;
  readonly sha256: string;
}

/** What of the night it takes to store something. */
export type StoringNight = Pick<ModelSelectionNight, 'region' | 'runDate' | 'store' | 'signal'>;

/** Puts the night's models into the store, as {@link storeByContent} does. */
export function storeArtifact(
  night: StoringNight,
  of: Pick<ModelArtifact, 'activity_without' | 'models'>,
): Promise<StoredArtifact> {
  const artifact = { region: night.region, run_date: night.runDate, ...of };
  const encoder = new TextEncoder();
  function* pieces(): Generator<Uint8Array> {
    for (const line of modelArtifactLines(artifact)) yield encoder.encode(line);
  }
  return storeByContent(night, { folder: 'models', suffix: 'ndjson', pieces });
}

/**
 * Puts an object of the night into the store, under a key that names its content: an attempt that fails later cannot change
 * what an earlier one has published, and the same content comes to lie in the same place.
 *
 * @param of.pieces - the content, the same each time it is asked for: once for the sum, once to store it
 */
export async function storeByContent(
  night: StoringNight,
  of: { readonly folder: string; readonly suffix: string; readonly pieces: () => Iterable<Uint8Array> },
): Promise<StoredArtifact> {
  const hash = createHash('sha256');
  for (const piece of of.pieces()) hash.update(piece);
  const sha256 = hash.digest('hex');
  const key = `${of.folder}/${night.region}/${night.runDate}/${sha256.slice(0, 16)}.${of.suffix}`;
  await night.store.putStream(key, inTurn(of.pieces()), { signal: night.signal });
  return { key, sha256 };
}

async function* inTurn(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
