import type { RowOfColumns } from '@lookalikes/schema';
import {
  audiences,
  baselineNights,
  decisions,
  evaluations,
  guardRails,
  modelWeights,
  railValues,
  segments,
  topTokens,
} from '@lookalikes/schema';
import { goodNights } from '@lookalikes/stage-kit';

/** Four weeks: four nights of each weekday. */
const window = 28;

/** What guard-rails reads. */
export const reads = {
  segments: segments.v1,
  audiences: audiences.v1,
  evaluations: evaluations.v1,
  model_weights: modelWeights.v1,
  rails_before: goodNights(guardRails.v1, window),
  tokens_before: goodNights(topTokens.v1, window),
};

/** What guard-rails writes. */
export const writes = {
  decisions: decisions.v1,
  top_tokens: topTokens.v1,
  baseline_nights: baselineNights.v1,
  rail_values: railValues.v1,
  guard_rails: guardRails.v1,
};

const { segment_id, rail, value, baseline, lowest, highest, nights, verdict } = guardRails.v1.columns;

/** The columns of what guard-rails asks the engine. */
export const queries = {
  findings: { segment_id, rail, value, baseline, lowest, highest, nights, verdict },
};

/** What a rail says of a segment, but for those that pass. */
export type Finding = RowOfColumns<typeof queries.findings>;
