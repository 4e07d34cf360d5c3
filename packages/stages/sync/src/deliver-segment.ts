import { fillKey } from '@lookalikes/stage-kit';
import { gzip } from './gzip.ts';
import { lineFormat } from './line-format.ts';
import type { SegmentCounts, SyncNight } from './manifest.ts';
import { PartReader } from './part-reader.ts';

/** A file as it lies in the object store. */
interface DeliveredFile {
  readonly key: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** What was delivered for a segment. */
export interface SegmentDelivery {
  readonly segment: SegmentCounts;
  readonly files: readonly DeliveredFile[];
  /** Rows with a value that may not be written. */
  readonly refused: number;
}

/** Writes a segment's files, one after the other, sorted by DSP id across all of them. No recipients, no file. */
export async function deliverSegment(night: SyncNight, segment: SegmentCounts): Promise<SegmentDelivery> {
  const { options, region, runDate, store, signal } = night;
  const format = lineFormat({ ...options, segment, runDate });
  const reader = new PartReader(night.columns('lines', { segment_id: segment.segment_id }), format);
  const files: DeliveredFile[] = [];
  try {
    while (await reader.hasMore()) {
      const key = fillKey(options.key, {
        region,
        run_date: runDate,
        segment_id: segment.segment_id,
        dsp: segment.dsp,
        dsp_segment_id: segment.dsp_segment_id,
        part: String(files.length).padStart(5, '0'),
      });
      const lines = counted(reader.part(options.maxRowsPerPart));
      const stored = await store.putStream(key, gzip(lines.pieces, options.compressionLevel), { signal });
      files.push({ key, rows: lines.rows(), ...stored });
    }
    return { segment, files, refused: reader.refused };
  } finally {
    await reader.close();
  }
}

/** The pieces of a part, and how many lines they had once they are read. */
function counted(part: AsyncGenerator<Uint8Array, number>) {
  let rows = 0;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    rows = yield* part;
  }
  return { pieces: pieces(), rows: () => rows };
}
