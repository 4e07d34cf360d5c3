import { metadataFiles, pixels, rejectedMetadata, segments } from '@lookalikes/schema';
import type { Night } from '@lookalikes/stage-kit';
import { batchOfRows, defineStage } from '@lookalikes/stage-kit';
import type { z } from 'zod';
import { checkPixels } from './check-pixels.ts';
import { checkSegments } from './check-segments.ts';
import { makeFiles } from './make-files.ts';
import { MetadataOptions } from './options.ts';
import type { Table } from './parse-table.ts';
import { parseTable } from './parse-table.ts';
import { readText } from './read-text.ts';
import { rejectedRows } from './rejected-rows.ts';
import type { FileName, RejectedRow } from './rows.ts';
import { commonReasons, reasonCounts, refuseTooMany } from './set-aside.ts';

type MetadataNight = Pick<Night, 'store' | 'signal'> & { readonly options: z.output<typeof MetadataOptions> };

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

    // What was made is what is read: the other region's night may be making the same files now.
    const made = options.from ? await makeFiles(night, options.from) : undefined;

    const segmentTable = await readTable(night, 'segments', made);
    const allSegments = checkSegments(segmentTable.rows);
    const badSegments = setAside(night, segmentTable, { most, rejected: allSegments.rejected });

    const pixelTable = await readTable(night, 'pixels', made);
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

async function readTable(
  { store, signal, options }: MetadataNight,
  file: FileName,
  made: Readonly<Record<FileName, string>> | undefined,
): Promise<Table> {
  const layout = options[file];
  const text = made?.[file] ?? (await readText(store, { file, key: layout.key, signal }));
  return parseTable(text, { file, place: store.locate(layout.key), columns: metadataFiles[file].columns, layout });
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
