import { fillKey } from '@lookalikes/stage-kit';
import type { FileRules } from './validate/rules.ts';
import { validated } from './validate/validated.ts';
import { gzip } from './gzip.ts';
import { canRemove, layoutOf } from './layout.ts';
import { lineFormat } from './line-format.ts';
import type { ChangeCounts, PlanRow, SyncNight } from './manifest.ts';
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
  readonly segment: PlanRow;
  readonly changes: ChangeCounts;
  readonly files: readonly DeliveredFile[];
}

/** A segment to deliver. */
export interface ToDeliver {
  readonly segment: PlanRow;
  readonly changes: ChangeCounts;
  readonly ttlDays: number;
  /** The number of its first part: others of the segment's name at the DSP may have come before. */
  readonly firstPart: number;
}

/**
 * Writes a segment's files, one after the other, sorted by DSP id across all of them. Nothing to tell, no file. The very
 * bytes that go to the store are checked as they pass; a file that breaks its layout's rules is not there afterwards.
 *
 * @throws SyncError `bad-file`, naming lines and never values
 */
export async function deliverSegment(
  night: SyncNight,
  { segment, changes, ttlDays, firstPart }: ToDeliver,
): Promise<SegmentDelivery> {
  const { options, region, runDate, store, signal } = night;
  const { segment_id, dsp, dsp_segment_id } = segment;
  const layout = layoutOf(options);
  const withRemoved = canRemove(layout);
  const files: DeliveredFile[] = [];
  const lines = Number(changes.added + changes.refreshed + (withRemoved ? changes.removed : 0n));
  if (lines === 0) return { segment, changes, files };

  const batches = night.columns('lines', { segment_id, dsp, dsp_segment_id, with_removed: withRemoved });
  const reader = new PartReader(batches, { layout, format: lineFormat({ layout, segment, runDate, ttlDays }) });
  const rules: FileRules = { layout, maxRows: options.maxRowsPerPart };
  try {
    while (await reader.hasMore()) {
      const key = fillKey(options.key, {
        region,
        run_date: runDate,
        segment_id,
        dsp,
        dsp_segment_id,
        part: String(firstPart + files.length).padStart(5, '0'),
      });
      const part = counted(reader, options);
      const stored = await store.putStream(key, validated(part.packed, { rules, file: store.locate(key) }), { signal });
      files.push({ key, rows: part.rows(), ...stored });
    }
    return { segment, changes, files };
  } finally {
    await reader.close();
  }
}

/** A packed part that ends where it is large enough, and how many lines it had once it is read. */
function counted(reader: PartReader, options: SyncNight['options']) {
  let rows = 0;
  let bytes = 0;
  const isFull = () => bytes >= options.maxBytesPerPart;
  async function* blocks(): AsyncGenerator<Uint8Array> {
    rows = yield* reader.part({ rows: options.maxRowsPerPart, isFull });
  }
  async function* packed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of gzip(blocks(), options.compressionLevel)) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  return { packed: packed(), rows: () => rows };
}
