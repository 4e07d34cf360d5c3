import type { RowOfColumns } from '@lookalikes/schema';
import {
  audiences,
  bigint,
  deliveries,
  double,
  dspIds,
  inputs,
  int,
  nullable,
  oneOf,
  recipients,
  segments,
  text,
} from '@lookalikes/schema';
import type { BatchOf, Night } from '@lookalikes/stage-kit';
import { optional } from '@lookalikes/stage-kit';
import type { z } from 'zod';
import type { SyncOptions } from './options.ts';

/** What sync reads. */
export const reads = {
  audiences: audiences.v1,
  segments: segments.v1,
  mapping: inputs.mapping,
  opt_outs: optional(inputs.optOuts),
};

/** What sync writes. */
export const writes = { dsp_ids: dspIds.v1, recipients: recipients.v1, deliveries: deliveries.v1 };

/** The columns of what sync asks the engine. */
export const queries = {
  id_counts: {
    status: oneOf(['kept', 'hub', 'crowded'], 'Whether the ids count.'),
    ids: bigint('DSP ids.'),
  },
  segment_counts: {
    segment_id: text('The segment.'),
    dsp: text('Its DSP.'),
    dsp_segment_id: text("The DSP's id of it."),
    ttl_days: nullable(int('Days a user stays in it.')),
    audience_users: bigint('Users of the audience.'),
    without_dsp_id: bigint('Users of it without an id of the DSP that counts.'),
    opted_out: bigint('Users of it with such an id who opted out.'),
  },
  lines: {
    dsp_user_id: text("The DSP's id."),
    score: double("The user's score."),
    rank: int("The user's rank."),
  },
};

/** The night as sync sees it. */
export type SyncNight = Night<typeof reads, typeof writes, typeof queries, z.output<typeof SyncOptions>>;

/** A segment of the night, and what becomes of its audience. */
export type SegmentCounts = RowOfColumns<typeof queries.segment_counts>;

/** A batch of what one segment's files hold. */
export type LineBatch = BatchOf<typeof queries.lines>;
