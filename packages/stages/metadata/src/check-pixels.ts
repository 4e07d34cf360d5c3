import type { Checked, RejectedRow, TextRow } from './rows.ts';
import { PixelRow, reasonsOf, reject } from './rows.ts';

/**
 * Sorts out the rows of the pixels TSV.
 *
 * @param known - the ids of the valid segments of any region, active or not
 */
export function checkPixels(rows: readonly TextRow[], known: ReadonlySet<string>): Checked<PixelRow> {
  const valid = new Map<string, PixelRow>();
  const rejected: RejectedRow[] = [];
  for (const row of rows) {
    const { data, error } = PixelRow.safeParse(row.values);
    // Neither id has a tab in it: their pair is one of a kind.
    const pair = `${data?.segment_id}\t${data?.pixel_id}`;
    if (error) rejected.push(reject(row, reasonsOf(error)));
    else if (!known.has(data.segment_id)) rejected.push(reject(row, ['segment_id names no valid segment']));
    else if (valid.has(pair)) rejected.push(reject(row, ['segment_id and pixel_id repeat an earlier row']));
    else valid.set(pair, data);
  }
  return { valid: [...valid.values()], rejected };
}
