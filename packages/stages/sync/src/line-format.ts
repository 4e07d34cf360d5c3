import type { DeliveryColumn, Layout } from './layout.ts';
import type { LineBatch } from './manifest.ts';

/** What a segment's lines are made of besides the ids. */
export interface LineSpec {
  readonly layout: Layout;
  readonly segment: { readonly segment_id: string; readonly dsp_segment_id: string };
  readonly runDate: string;
  /** How long whoever is sent tonight stays. */
  readonly ttlDays: number;
}

/** A line of a batch, without its end. */
export type LineFormat = (batch: LineBatch, row: number) => string;

/** What says that somebody leaves, in place of minutes. */
const leaves = '-1';

/**
 * How a segment's lines are written: the columns in their order, the separator between them. `timestamp` is the run date,
 * 00:00 UTC, in Unix seconds; `value` is 0; `expiration_minutes` is 1,440 a day of the segment's ttl, -1 for whoever leaves.
 */
export function lineFormat({ layout, segment, runDate, ttlDays }: LineSpec): LineFormat {
  const constant = (value: string | number): LineFormat => {
    const text = String(value);
    return () => text;
  };
  const minutes = String(ttlDays * 1440);
  const fields: Readonly<Record<DeliveryColumn, LineFormat>> = {
    dsp_user_id: (batch, row) => batch.columns.dsp_user_id[row] ?? '',
    dsp_segment_id: constant(segment.dsp_segment_id),
    segment_id: constant(segment.segment_id),
    score: (batch, row) => String(batch.columns.score[row]),
    rank: (batch, row) => String(batch.columns.rank[row]),
    timestamp: constant(Date.parse(`${runDate}T00:00:00Z`) / 1000),
    value: constant(0),
    expiration_minutes: (batch, row) => (batch.columns.leaves[row] === 1 ? leaves : minutes),
  };
  const wanted = layout.columns.map((name) => fields[name]);
  return (batch, row) => wanted.map((field) => field(batch, row)).join(layout.separator);
}
