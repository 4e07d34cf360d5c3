import type { Checked, RejectedRow, TextRow } from './rows.ts';
import { reasonsOf, reject, SegmentRow } from './rows.ts';

/** Sorts out the rows of the segments TSV. Of rows with the same segment id, the first valid one stays. */
export function checkSegments(rows: readonly TextRow[]): Checked<SegmentRow> {
  const valid = new Map<string, SegmentRow>();
  const rejected: RejectedRow[] = [];
  for (const row of rows) {
    const { data, error } = SegmentRow.safeParse(row.values);
    if (error) rejected.push(reject(row, reasonsOf(error)));
    else if (valid.has(data.segment_id)) rejected.push(reject(row, ['segment_id was used by an earlier row']));
    else valid.set(data.segment_id, data);
  }
  return { valid: [...valid.values()], rejected };
}
