import { deliveries } from '@lookalikes/schema';
import { batchOfRows, defineStage, fillKey, keyShape } from '@lookalikes/stage-kit';
import type { SegmentDelivery } from './deliver-segment.ts';
import { deliverSegment } from './deliver-segment.ts';
import { deliveryManifest } from './delivery-manifest.ts';
import { recordDelivery, recordIds } from './figures.ts';
import type { SyncNight } from './manifest.ts';
import { queries, reads, writes } from './manifest.ts';
import { SyncOptions } from './options.ts';

/**
 * sync: every audience becomes gzipped TSV files of DSP ids.
 *
 * Users become DSP ids by the latest mapping; whoever opted out leaves last. The manifest stands only while the files it
 * names are whole: it goes before the first file is written, and comes back after the last.
 */
export const sync = defineStage({
  at: import.meta.url,
  name: 'sync',
  doc: 'Hands every audience to the DSP as gzipped TSV files of its ids.',
  reads,
  writes,
  queries,
  scratch: ['dsp_ids', 'recipients'],
  options: SyncOptions,
  async run(night) {
    const { options, region, runDate, store, signal } = night;
    const { maxUsersPerId, maxIdsPerUser } = options;
    const manifestKey = fillKey(options.manifestKey, { region, run_date: runDate });

    await night.materialize('dsp_ids', { max_users_per_id: maxUsersPerId, max_ids_per_user: maxIdsPerUser });
    await night.materialize('recipients');
    await recordIds(night);

    await store.delete(manifestKey, { signal });
    const delivered: SegmentDelivery[] = [];
    const segments = await night.query('segment_counts');
    for (const [done, segment] of segments.entries()) {
      night.progress('segments', done, segments.length);
      const delivery = await deliverSegment(night, segment);
      recordDelivery(night, delivery);
      delivered.push(delivery);
    }

    await night.load('deliveries', [batchOfRows(deliveries.v1, deliveryRows(delivered))]);
    const manifest = deliveryManifest({ region, runDate, columns: options.columns, deliveries: delivered });
    await store.put(manifestKey, manifest, { signal });
    night.figure('manifest', manifestKey);
    await removeOthers(night, new Set(delivered.flatMap(({ files }) => files.map(({ key }) => key))));
  },
});

const deliveryRows = (delivered: readonly SegmentDelivery[]) =>
  delivered.flatMap(({ segment, files }) =>
    files.map(({ key, rows, bytes, sha256 }) => ({
      segment_id: segment.segment_id,
      file: key,
      rows: BigInt(rows),
      bytes: BigInt(bytes),
      sha256,
      kind: 'full' as const,
    })),
  );

/** Removes what an earlier attempt at the same night left under keys that are not in the manifest. */
async function removeOthers(
  { options, region, runDate, store, signal }: SyncNight,
  keys: ReadonlySet<string>,
): Promise<void> {
  const { prefix, matches } = keyShape(options.key, { region, run_date: runDate, part: /\d{5,}/ });
  const others: string[] = [];
  for await (const { key } of store.list(prefix, { signal })) {
    if (matches(key) && !keys.has(key)) others.push(key);
  }
  for (const key of others) await store.delete(key, { signal });
}
