import { bigint, date, defineDataset, delivered, segments, text } from '@lookalikes/schema';
import type { Stage } from '@lookalikes/stage-kit';
import { addDays, batchOfRows, defineStage } from '@lookalikes/stage-kit';
import { readAdopted, segmentColumn } from './adopt/read-lines.ts';
import { SyncError } from './error.ts';
import type { Layout } from './layout.ts';
import { queries } from './manifest.ts';
import { SyncOptions } from './options.ts';

/** Whose files are taken over. */
export interface Adoption {
  /** A key, or the beginning of some: every object below it is a gzipped segment file. */
  readonly from: string;
  readonly layout: Layout;
}

const { segment_id, dsp, dsp_segment_id, ttl_days } = queries.segment_counts;
const target = { segment_id, dsp, dsp_segment_id };
const spec = { writtenBy: 'sync', version: { major: 1, minor: 0 } } as const;
const segment = text('The segment, as the files call it.');

const writes = {
  adopted_lines: defineDataset({
    ...spec,
    name: 'adopted_lines',
    doc: "The lines of somebody else's segment files.",
    columns: { segment, dsp_user_id: text("The DSP's id.") },
    key: [],
  }),
  adopted_segments: defineDataset({
    ...spec,
    name: 'adopted_segments',
    doc: 'What the files call the segments of the night.',
    columns: { segment, ...target, expires_on: date('When whoever was sent last night leaves by himself.') },
    key: ['segment'],
  }),
  delivered: delivered.v1,
};

/**
 * Takes over what somebody else delivered, the legacy above all: what his files name is published as `delivered` of the night,
 * as if an earlier attempt at it had sent them. So the night's own delivery sends everybody it wants and removes everybody else:
 * {@link delivered} then is what the DSP holds.
 *
 * @throws SyncError `usage` where there is no file or no column names the segment, `bad-file`
 */
export function adoption({ from, layout }: Adoption): Stage {
  const stage = defineStage({
    at: import.meta.url,
    name: 'sync-adopt',
    doc: 'Takes over what somebody else delivered, so that the night removes whom it does not want.',
    reads: { segments: segments.v1 },
    writes,
    queries: { tonight: { ...target, ttl_days }, unknown: { segment, ids: bigint('Lines.') } },
    scratch: ['adopted_lines', 'adopted_segments'],
    options: SyncOptions,
    async run(night) {
      const { store, signal, runDate, options } = night;
      const named = segmentColumn(layout);
      if (named === undefined) throw new SyncError('usage', 'expected dsp_segment_id or segment_id among the columns');
      const keys: string[] = [];
      for await (const { key } of store.list(from, { signal })) keys.push(key);
      if (keys.length === 0) throw new SyncError('usage', `--from: there is nothing at ${from} in the config's store`);

      const tonight = await night.query('tonight');
      const rows = tonight.map((own) => ({
        segment_id: own.segment_id,
        dsp: own.dsp,
        dsp_segment_id: own.dsp_segment_id,
        segment: own[named],
        expires_on: addDays(runDate, own.ttl_days ?? options.ttlDays),
      }));
      await night.load('adopted_segments', [batchOfRows(writes.adopted_segments, rows)]);
      const { rows: lines } = await night.load('adopted_lines', readAdopted({ store, keys, layout, signal }));
      night.figure('files', keys.length);
      night.figure('lines', lines);
      for (const unknown of await night.query('unknown')) {
        night.warn(
          'unknown-segment',
          `${unknown.ids} lines are of a segment that is not of the night: whom they name leaves when his time is over.`,
          unknown.segment,
        );
      }
      await night.materialize('delivered');
    },
  });
  return { ...stage, sql: new URL('../sql/adopt/', import.meta.url) };
}
