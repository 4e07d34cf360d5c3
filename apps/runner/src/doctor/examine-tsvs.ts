import { MetadataOptions } from '@lookalikes/metadata';
import type { CheckedConfig, ObjectStore } from '@lookalikes/stage-kit';
import { bytes } from '../report/format.ts';
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';

/** Looks whether the two metadata TSVs lie where `metadata` will look for them. */
export async function examineTsvs(config: CheckedConfig, store: ObjectStore): Promise<Finding[]> {
  const { pixels, segments, from } = MetadataOptions.parse(config.stages['metadata'] ?? {});
  const keys = { pixels: pixels.key, segments: segments.key };
  return Promise.all(
    Object.entries(keys).map(([name, key]) =>
      finding(`${name} TSV`, async () => {
        if (from) return `made by the night from the platform's database, ${store.locate(key)}`;
        const found = await store.head(key);
        if (found) return `${store.locate(key)}, ${bytes(found.bytes)}`;
        throw new Error(
          `nothing at ${store.locate(key)}: put it there, or name its key in stages.metadata.${name}.key`,
        );
      }),
    ),
  );
}
