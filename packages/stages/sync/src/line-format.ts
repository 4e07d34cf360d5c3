import type { LineBatch, SegmentCounts } from './manifest.ts';
import type { DeliveryColumn } from './options.ts';

/** What a segment's lines are made of besides the ids. */
export interface LineSpec {
  readonly columns: readonly DeliveryColumn[];
  readonly segment: Pick<SegmentCounts, 'segment_id' | 'dsp_segment_id' | 'ttl_days'>;
  readonly runDate: string;
  /** For a segment that does not say. */
  readonly ttlDays: number;
}

/** A line of a batch, without its end; undefined where a value of it may not be written. */
export type LineFormat = (batch: LineBatch, row: number) => string | undefined;

type Field = (batch: LineBatch, row: number) => string;

/** A tab or line feed would make two values or lines of one; an empty value and other controls are as little an id. */
const unfit = /^$|\p{Cc}/u;

/**
 * How a segment's lines are written: the columns in their order, tab-separated. `timestamp` is the run date, 00:00 UTC, in
 * Unix seconds; `value` is 0; `expiration_minutes` is 1,440 a day of the segment's ttl.
 */
export function lineFormat({ columns, segment, runDate, ttlDays }: LineSpec): LineFormat {
  const constant = (value: string | number): Field => {
    const text = String(value);
    return () => text;
  };
  const fields: Readonly<Record<DeliveryColumn, Field>> = {
    dsp_user_id: (batch, row) => batch.columns.dsp_user_id[row] ?? '',
    dsp_segment_id: constant(segment.dsp_segment_id),
    segment_id: constant(segment.segment_id),
    score: (batch, row) => String(batch.columns.score[row]),
    rank: (batch, row) => String(batch.columns.rank[row]),
    timestamp: constant(Date.parse(`${runDate}T00:00:00Z`) / 1000),
    value: constant(0),
    expiration_minutes: constant((segment.ttl_days ?? ttlDays) * 1440),
  };
  const wanted = columns.map((name) => fields[name]);
  return (batch, row) => {
    const values = wanted.map((field) => field(batch, row));
    return values.some((value) => unfit.test(value)) ? undefined : values.join('\t');
  };
}
