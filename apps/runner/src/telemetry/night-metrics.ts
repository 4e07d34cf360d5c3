import type { Region } from '@lookalikes/schema';
import type { RunRecord, StageRecord } from '@lookalikes/stage-kit';
import { metrics } from '@opentelemetry/api';

const meter = () => metrics.getMeter('@lookalikes/runner');

/** Puts a stage of a night into the metrics: its seconds, the rows it wrote, the reach of segments, audits that found something. */
export function measureStage(region: Region, record: StageRecord): void {
  const of = { 'lookalikes.region': region, 'lookalikes.stage': record.stage };
  meter()
    .createHistogram('lookalikes.stage.duration', { unit: 's', description: 'How long a stage took.', advice })
    .record(record.seconds, of);
  const rows = meter().createCounter('lookalikes.rows.written', { unit: '{row}', description: 'Rows written.' });
  for (const write of record.writes) rows.add(write.rows, { ...of, 'lookalikes.dataset': write.table });
  const reach = meter().createGauge('lookalikes.reach', { unit: '{user}', description: 'Users of an audience.' });
  for (const { name, value, segment } of record.figures) {
    if (name !== 'reach' || typeof value !== 'number' || segment === undefined) continue;
    reach.record(value, { 'lookalikes.region': region, 'lookalikes.segment': segment });
  }
  const failed = meter().createCounter('lookalikes.audits.failed', {
    unit: '{audit}',
    description: 'Audits that found bad rows.',
  });
  for (const { name, severity, badRows } of record.audits) {
    if (badRows > 0) failed.add(1, { ...of, 'lookalikes.audit': name, 'lookalikes.severity': severity });
  }
}

/** Puts a night that is over into the metrics: its seconds, by how it ended. */
export function measureNight({ region, status, seconds = 0 }: RunRecord): void {
  meter()
    .createHistogram('lookalikes.night.duration', { unit: 's', description: 'How long a night took.', advice })
    .record(seconds, { 'lookalikes.region': region, 'lookalikes.status': status });
}

/** Seconds from a stage of the sample world to a night of several hours. */
const advice = { explicitBucketBoundaries: [1, 5, 15, 60, 300, 900, 1800, 3600, 7200, 14_400, 28_800] };
