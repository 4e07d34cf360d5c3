import { metadataFiles, pixels, rejectedMetadata, segments } from '@lookalikes/schema';
import type { Night } from '@lookalikes/stage-kit';
import { batchOfRows, defineStage } from '@lookalikes/stage-kit';
import { checkPixels } from './check-pixels.ts';
import { checkSegments } from './check-segments.ts';
import type { FileLayout } from './options.ts';
import { MetadataOptions } from './options.ts';
import type { Table } from './parse-table.ts';
import { parseTable } from './parse-table.ts';
import { readText } from './read-text.ts';
import { rejectedRows } from './rejected-rows.ts';
import type { FileName, RejectedRow } from './rows.ts';
import { commonReasons, reasonCounts, refuseTooMany } from './set-aside.ts';

/** Freezes the night's pixels and segments from the platform's two TSVs. */
export const metadata = defineStage({
  at: import.meta.url,
  name: 'metadata',
  doc: "Freezes the night's pixels and segments from the platform's two TSVs.",
  reads: {},
  writes: { pixels: pixels.v1, segments: segments.v1, rejected_metadata: rejectedMetadata.v1 },
  options: MetadataOptions,
  async run(night) {
    const { options, region } = night;
    const most = options.maxRejectedShare;

    const segmentTable = await readTable(night, 'segments', options.segments);
    const allSegments = checkSegments(segmentTable.rows);
    const badSegments = setAside(night, segmentTable, { most, rejected: allSegments.rejected });

    const pixelTable = await readTable(night, 'pixels', options.pixels);
    const knownIds = new Set(allSegments.valid.map(({ segment_id }) => segment_id));
    const allPixels = checkPixels(pixelTable.rows, knownIds);
    const badPixels = setAside(night, pixelTable, { most, rejected: allPixels.rejected });

    const ofRegion = allSegments.valid.filter((segment) => segment.region === region);
    const active = ofRegion.filter((segment) => segment.active);
    const activeIds = new Set(active.map(({ segment_id }) => segment_id));
    const itsPixels = allPixels.valid.filter(({ segment_id }) => activeIds.has(segment_id));

    await night.load('segments', [batchOfRows(segments.v1, active)]);
    await night.load('pixels', [batchOfRows(pixels.v1, itsPixels)]);
    await night.load('rejected_metadata', [
      batchOfRows(rejectedMetadata.v1, rejectedRows({ segments: badSegments, pixels: badPixels })),
    ]);

    night.figure('segments', active.length);
    night.figure('segments_inactive', ofRegion.length - active.length);
    night.figure('pixels', itsPixels.length);
    for (const { segment_id, name } of active) night.figure('segment_name', name, segment_id);
    if (active.length === 0) {
      night.warn(
        'no-segments',
        `The segments TSV has no valid and active segment of ${region}: the night has nothing to build.`,
      );
    }
    const withPixel = new Set(itsPixels.map(({ segment_id }) => segment_id));
    for (const id of activeIds) {
      if (!withPixel.has(id))
        night.warn('no-pixels', 'No pixel of the pixels TSV is for this segment: it has no seeds.', id);
    }
  },
});

async function readTable(night: Pick<Night, 'store' | 'signal'>, file: FileName, layout: FileLayout): Promise<Table> {
  const { key } = layout;
  const text = await readText(night.store, { file, key, signal: night.signal });
  return parseTable(text, { file, place: night.store.locate(key), columns: metadataFiles[file].columns, layout });
}

/** Counts the rows of a file that are set aside, and stops where they are too many. */
function setAside(
  night: Pick<Night, 'figure' | 'warn'>,
  table: Table,
  { most, rejected }: { most: number; rejected: readonly RejectedRow[] },
): RejectedRow[] {
  const { source } = table;
  const all = [...table.rejected, ...rejected].toSorted((a, b) => a.line - b.line);
  const rows = table.rows.length + table.rejected.length;
  refuseTooMany(all, { source, rows, most });
  night.figure(`${source.file}_rows`, rows);
  night.figure(`${source.file}_rejected`, all.length);
  for (const { reason, rows: count } of reasonCounts(all)) night.figure(`${source.file}_rejected: ${reason}`, count);
  if (all.length > 0) {
    night.warn(
      'rows-set-aside',
      `${all.length} of ${rows} rows of ${source.place} were set aside. ${commonReasons(all)}.`,
    );
  }
  if (table.unknown.length > 0) {
    night.warn('unknown-columns', `${source.place} has columns that are ignored: ${table.unknown.join(', ')}.`);
  }
  return all;
}
