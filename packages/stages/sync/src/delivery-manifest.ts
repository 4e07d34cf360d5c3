import type { Day, Region } from '@lookalikes/schema';
import { sealed } from '@lookalikes/stage-kit';
import type { SegmentDelivery } from './deliver-segment.ts';
import type { Layout } from './layout.ts';

/** What the manifest is of. */
export interface ManifestOf {
  readonly region: Region;
  readonly runDate: Day;
  readonly mode: 'full' | 'delta';
  /** The run date whose delivered set a delta starts from; null where there is none. */
  readonly since: Day | null;
  readonly layout: Layout;
  readonly deliveries: readonly SegmentDelivery[];
}

/**
 * The manifest as JSON: the night, how a line is laid out, every segment with its rows (0 where it has no file), and every file,
 * by key; last a checksum of all of that. There is no time in it, so that the same deliveries make the same bytes.
 */
export function deliveryManifest({ region, runDate, mode, since, layout, deliveries }: ManifestOf): string {
  const segments = deliveries.map(({ segment, changes, files }) => ({
    segment_id: segment.segment_id,
    dsp: segment.dsp,
    dsp_segment_id: segment.dsp_segment_id,
    action: segment.action,
    rows: files.reduce((sum, { rows }) => sum + rows, 0),
    files: files.length,
    added: Number(changes.added),
    refreshed: Number(changes.refreshed),
    kept: Number(changes.kept),
    removed: Number(changes.removed),
  }));
  const files = deliveries.flatMap(({ segment, files: of }) =>
    of.map(({ key, rows, bytes, sha256 }) => ({
      key,
      segment_id: segment.segment_id,
      dsp_segment_id: segment.dsp_segment_id,
      rows,
      bytes,
      sha256,
    })),
  );
  const { columns, ...rest } = layout;
  const manifest = {
    region,
    run_date: runDate,
    mode,
    since,
    columns,
    layout: rest,
    segments: segments.toSorted(
      (a, b) => byText(a.segment_id, b.segment_id) || byText(a.dsp_segment_id, b.dsp_segment_id),
    ),
    files: files.toSorted((a, b) => byText(a.key, b.key)),
  };
  return `${JSON.stringify(sealed(manifest), undefined, 2)}\n`;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
