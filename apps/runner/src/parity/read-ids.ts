import type { LoadBatch, ObjectStore } from '@lookalikes/stage-kit';
import type { DeliveryColumn } from '@lookalikes/sync';
import { deliveryColumns } from '@lookalikes/sync';
import type { ignored } from './layout.ts';
import type { LineEnds } from './read-lines.ts';
import { readLines } from './read-lines.ts';

/** A segment file of either side. */
interface SegmentFile {
  readonly key: string;
  /** The segment by our id, where the file's name says it. */
  readonly segment?: string;
}

/** Segment files, and how they are laid out. */
export interface SegmentFiles {
  readonly store: ObjectStore;
  readonly files: readonly SegmentFile[];
  readonly columns: readonly (DeliveryColumn | typeof ignored)[];
  readonly separator: string;
  readonly header: boolean;
  /** Columns whose values are kept for comparing. */
  readonly compare: readonly DeliveryColumn[];
  /** The segment by our id, from the values of a line, where the file's name does not say it. */
  readonly segmentOf: (values: { readonly segment_id?: string; readonly dsp_segment_id?: string }) => string;
}

/** What the files of one side look like, besides what is in them. */
export interface FilesProfile {
  files: number;
  rows: number;
  readonly ends: LineEnds;
  /** Lines with another number of values, or without an id. */
  badLines: number;
  /** Where the first such line is. */
  firstBadLine?: string;
  /** Lines that remove somebody; they are not compared. */
  removals: number;
  /** Lines whose id comes before that of the line before, as numbers are ordered. */
  unsortedLines: number;
}

const batchRows = 4_096;

/**
 * Reads segment files as batches of `id`, `segment`, `line` and the values to compare. What the files look like is counted
 * on the way.
 */
export async function* readIds(of: SegmentFiles, profile: FilesProfile): AsyncGenerator<LoadBatch> {
  const at = (name: DeliveryColumn) => of.columns.indexOf(name);
  const idAt = at('dsp_user_id');
  const [segmentAt, dspSegmentAt, minutesAt] = [at('segment_id'), at('dsp_segment_id'), at('expiration_minutes')];
  const kept = of.compare.map((name) => ({ name, at: at(name) }));
  let batch = new BatchOfLines(of.compare);
  for (const file of of.files) {
    profile.files++;
    let last = '';
    for await (const { first, lines } of readLines(of.store, { key: file.key, ends: profile.ends })) {
      for (const [offset, line] of lines.entries()) {
        const number = first + offset;
        if (of.header && number === 1) continue;
        profile.rows++;
        const values = line.split(of.separator);
        const id = values[idAt];
        if (values.length !== of.columns.length || id === undefined || id === '') {
          profile.badLines++;
          profile.firstBadLine ??= `${of.store.locate(file.key)}:${number}`;
          continue;
        }
        if (id.length < last.length || (id.length === last.length && id < last)) profile.unsortedLines++;
        last = id;
        if (minutesAt >= 0 && values[minutesAt] === '-1') {
          profile.removals++;
          continue;
        }
        const segment =
          file.segment ??
          of.segmentOf({
            ...(segmentAt >= 0 ? { segment_id: values[segmentAt] ?? '' } : {}),
            ...(dspSegmentAt >= 0 ? { dsp_segment_id: values[dspSegmentAt] ?? '' } : {}),
          });
        batch.add({ segment, id, line: number });
        for (const column of kept) batch.values.get(column.name)?.push(values[column.at] ?? '');
        if (batch.rows < batchRows) continue;
        yield batch.taken();
        batch = new BatchOfLines(of.compare);
      }
    }
  }
  if (batch.rows > 0) yield batch.taken();
}

/** Lines on their way into a table, column by column. */
class BatchOfLines {
  rows = 0;
  /** The values of each column that is compared. */
  readonly values: ReadonlyMap<DeliveryColumn, string[]>;
  readonly #segment: string[] = [];
  readonly #id: string[] = [];
  readonly #line: number[] = [];

  constructor(compare: readonly DeliveryColumn[]) {
    this.values = new Map(compare.map((name) => [name, []]));
  }

  add({ segment, id, line }: { segment: string; id: string; line: number }): void {
    this.rows++;
    this.#segment.push(segment);
    this.#id.push(id);
    this.#line.push(line);
  }

  taken(): LoadBatch {
    const none: string[] = Array.from({ length: this.rows }, () => '');
    return {
      rows: this.rows,
      columns: {
        ...Object.fromEntries(deliveryColumns.map((name) => [name, this.values.get(name) ?? none])),
        segment: this.#segment,
        id: this.#id,
        line: Int32Array.from(this.#line),
      },
    };
  }
}

/** Nothing counted yet. */
export const newProfile = (): FilesProfile => ({
  files: 0,
  rows: 0,
  ends: { lf: 0, crlf: 0 },
  badLines: 0,
  removals: 0,
  unsortedLines: 0,
});
