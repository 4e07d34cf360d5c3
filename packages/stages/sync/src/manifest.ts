import type { RowOf, RowOfColumns } from '@lookalikes/schema';
import {
  audiences,
  bigint,
  delivered,
  deliveries,
  deliveryPlan,
  double,
  dspIds,
  guardRails,
  inputs,
  int,
  lockedOut,
  nullable,
  oneOf,
  recipients,
  segments,
  text,
} from '@lookalikes/schema';
import type { BatchOf, Night } from '@lookalikes/stage-kit';
import { addDays, days, optional, previous } from '@lookalikes/stage-kit';
import type { z } from 'zod';
import type { SyncOptions } from './options.ts';

/** What sync reads. */
export const reads = {
  audiences: audiences.v1,
  segments: segments.v1,
  guard_rails: guardRails.v1,
  mapping: inputs.mapping,
  opt_outs: optional(inputs.optOuts),
  delivered_before: previous(delivered.v1),
  /** What an earlier attempt at tonight left. */
  delivered_again: days(delivered.v1, ({ runDate }) => ({ from: runDate, to: addDays(runDate, 1) })),
};

/** What sync writes. */
export const writes = {
  dsp_ids: dspIds.v1,
  delivery_plan: deliveryPlan.v1,
  locked_out: lockedOut.v1,
  recipients: recipients.v2,
  delivered: delivered.v1,
  deliveries: deliveries.v1,
};

const target = {
  segment_id: text('The segment.'),
  dsp: text('Its DSP.'),
  dsp_segment_id: text("The DSP's id of it."),
};

/** The columns of what sync asks the engine. */
export const queries = {
  id_counts: {
    status: oneOf(['kept', 'hub', 'unfit', 'crowded', 'opted_out'], 'Whether the ids count.'),
    ids: bigint('DSP ids.'),
  },
  segment_counts: {
    ...target,
    ttl_days: nullable(int('Days a user stays in it.')),
    audience_users: bigint('Users of the audience.'),
    without_dsp_id: bigint('Users of it without an id of the DSP that counts.'),
    opted_out: bigint('Users of it with such an id who opted out.'),
    refused_ids: bigint('Ids of its users that cannot be written.'),
    held: int('1 where guard rails hold it back.'),
  },
  held_segments: { ...target, ids: bigint('Ids that the DSP may hold of it.') },
  change_counts: {
    ...target,
    added: bigint('Ids sent anew.'),
    refreshed: bigint('Ids sent again.'),
    kept: bigint('Ids held and not sent.'),
    removed: bigint('Ids that leave.'),
  },
  lines: {
    dsp_user_id: text("The DSP's id."),
    score: double("The user's score."),
    rank: int("The user's rank."),
    leaves: int('1 where the id is removed.'),
  },
  'audits/opted_out.error': { segment_id: text('The segment.') },
  'audits/forgotten.error': { segment_id: text('The segment.') },
  'audits/not_whole.error': { segment_id: text('The segment.') },
};

/** The night as sync sees it. */
export type SyncNight = Night<typeof reads, typeof writes, typeof queries, z.output<typeof SyncOptions>>;

/** A segment of the night, and what becomes of its audience. */
export type SegmentCounts = RowOfColumns<typeof queries.segment_counts>;

/** A segment of which the DSP may hold ids. */
export type HeldSegment = RowOfColumns<typeof queries.held_segments>;

/** What tonight does with a segment, in ids. */
export type ChangeCounts = RowOfColumns<typeof queries.change_counts>;

/** What tonight is done with a segment. */
export type PlanRow = RowOf<typeof deliveryPlan.v1>;

/** A batch of what one segment's files hold. */
export type LineBatch = BatchOf<typeof queries.lines>;
