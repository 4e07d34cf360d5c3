import { deliveries, deliveryPlan } from '@lookalikes/schema';
import { addDays, batchOfRows, defineStage, fillKey, keyShape } from '@lookalikes/stage-kit';
import type { SegmentDelivery } from './deliver-segment.ts';
import { deliverSegment } from './deliver-segment.ts';
import { deliveryManifest } from './delivery-manifest.ts';
import { recordAudience, recordDelivery, recordIds, recordOthers } from './figures.ts';
import { idCharacters, layoutOf } from './layout.ts';
import type { SegmentCounts, SyncNight } from './manifest.ts';
import { queries, reads, writes } from './manifest.ts';
import { SyncOptions } from './options.ts';
import type { PlannedSegment } from './plan-segments.ts';
import { planSegments, targetOf } from './plan-segments.ts';

/**
 * sync: every audience becomes gzipped files of DSP ids: all of it, or what changed since the last delivered night.
 *
 * Users become DSP ids by the latest mapping; whoever opted out leaves. What the DSP holds afterwards is a dataset, so that
 * the next night knows whom to remove. The manifest comes back last, over whole files and a night that passes its audits.
 */
export const sync = defineStage({
  at: import.meta.url,
  name: 'sync',
  doc: 'Hands every audience to the DSP as gzipped files of its ids.',
  reads,
  writes,
  queries,
  scratch: ['dsp_ids', 'delivery_plan', 'locked_out', 'recipients'],
  options: SyncOptions,
  async run(night) {
    const { options, region, runDate, store, signal } = night;
    const manifestKey = fillKey(options.manifestKey, { region, run_date: runDate });

    const planned = await choose(night);

    await store.delete(manifestKey, { signal });
    const delivered = await deliver(night, planned);
    await night.load('deliveries', [batchOfRows(deliveries.v1, deliveryRows(night, delivered))]);
    await removeOthers(night, new Set(delivered.flatMap(({ files }) => files.map(({ key }) => key))));

    // The kit audits once more and holds the night; without a manifest, nobody takes its files meanwhile.
    if (!(await passesAudits(night))) return;
    const since = night.partition('delivered_before')?.date ?? null;
    const of = { region, runDate, mode: options.mode, since, layout: layoutOf(options), deliveries: delivered };
    await store.put(manifestKey, deliveryManifest(of), { signal });
    night.figure('manifest', manifestKey);
  },
});

interface Planned {
  readonly plan: readonly PlannedSegment[];
  readonly ttlDays: ReadonlyMap<string, number>;
}

/** Settles whose ids are to be in which segment, and what the DSP has to be told for that. */
async function choose(night: SyncNight): Promise<Planned> {
  const { options, runDate } = night;
  const { maxUsersPerId, maxIdsPerUser, reachLock, minReach, ttlDays } = options;
  const layout = layoutOf(options);
  await night.materialize('dsp_ids', {
    max_users_per_id: maxUsersPerId,
    max_ids_per_user: maxIdsPerUser,
    id_characters: idCharacters(layout),
    ids_are_numbers: layout.ids === 'uint64',
  });
  await recordIds(night);

  const segments = await night.query('segment_counts');
  const held = await night.query('held_segments');
  const plan = planSegments(segments, held, { runDate, layout, ttlDays, minReach, lockLeave: reachLock?.leave ?? 1 });
  const withheld = new Map(plan.map((row) => [targetOf(row), row.withheld]));
  for (const segment of segments) recordAudience(night, segment, withheld.get(targetOf(segment)));
  await night.load('delivery_plan', [batchOfRows(deliveryPlan.v1, plan)]);

  if (reachLock) await night.materialize('locked_out', { lock_enter: reachLock.enter, lock_leave: reachLock.leave });
  else await night.load('locked_out', []);
  await night.materialize('recipients');
  await night.materialize('delivered', {
    send_all: options.mode === 'full',
    refresh_until: addDays(runDate, options.refreshDays),
  });
  const ttlOf = (segment: SegmentCounts) => [targetOf(segment), segment.ttl_days ?? ttlDays] as const;
  return { plan, ttlDays: new Map(segments.map(ttlOf)) };
}

/** Writes the files of every segment that there is something to tell of. */
async function deliver(night: SyncNight, { plan, ttlDays }: Planned): Promise<SegmentDelivery[]> {
  const changes = new Map((await night.query('change_counts')).map((counts) => [targetOf(counts), counts]));
  const none = { added: 0n, refreshed: 0n, kept: 0n, removed: 0n };
  const delivered: SegmentDelivery[] = [];
  for (const [done, segment] of plan.entries()) {
    night.progress('segments', done, plan.length);
    const target = targetOf(segment);
    const before = delivered.filter((other) => other.segment.segment_id === segment.segment_id);
    const delivery = await deliverSegment(night, {
      segment,
      changes: changes.get(target) ?? { ...segment, ...none },
      ttlDays: ttlDays.get(target) ?? night.options.ttlDays,
      firstPart: before.reduce((sum, { files }) => sum + files.length, 0),
    });
    delivered.push(delivery);
    if (ttlDays.has(target)) recordDelivery(night, delivery);
  }
  recordOthers(
    night,
    delivered.filter(({ segment }) => !ttlDays.has(targetOf(segment))),
  );
  return delivered;
}

const deliveryRows = ({ options }: SyncNight, delivered: readonly SegmentDelivery[]) =>
  delivered.flatMap(({ segment, files }) =>
    files.map(({ key, rows, bytes, sha256 }) => ({
      segment_id: segment.segment_id,
      file: key,
      rows: BigInt(rows),
      bytes: BigInt(bytes),
      sha256,
      kind: options.mode,
    })),
  );

/** Whether no audit finds a bad row that would hold the night back. */
async function passesAudits(night: SyncNight): Promise<boolean> {
  const audits = ['audits/opted_out.error', 'audits/forgotten.error', 'audits/not_whole.error'] as const;
  for (const audit of audits) {
    if ((await night.query(audit)).length > 0) return false;
  }
  return true;
}

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
