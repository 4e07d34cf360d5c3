import { createHash } from 'node:crypto';
import type { ModelArtifact } from '@lookalikes/schema';
import { modelArtifactLines } from '@lookalikes/schema';
import type { ModelSelectionNight } from './manifest.ts';

/** Where a night's models lie. */
export interface StoredArtifact {
  readonly key: string;
  readonly sha256: string;
}

/**
 * Puts the night's models into the store, under a key that names their content: an attempt that fails later cannot change
 * what an earlier one has published, and the same models come to lie in the same place.
 */
export async function storeArtifact(
  night: Pick<ModelSelectionNight, 'region' | 'runDate' | 'store' | 'signal'>,
  of: Pick<ModelArtifact, 'activity_without' | 'models'>,
): Promise<StoredArtifact> {
  const artifact = { region: night.region, run_date: night.runDate, ...of };
  const hash = createHash('sha256');
  for (const line of modelArtifactLines(artifact)) hash.update(line);
  const sha256 = hash.digest('hex');
  const key = `models/${night.region}/${night.runDate}/${sha256.slice(0, 16)}.ndjson`;
  await night.store.putStream(key, bytesOf(modelArtifactLines(artifact)), { signal: night.signal });
  return { key, sha256 };
}

async function* bytesOf(lines: Iterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const line of lines) yield encoder.encode(line);
}
