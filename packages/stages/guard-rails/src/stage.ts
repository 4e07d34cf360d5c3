import { decisions } from '@lookalikes/schema';
import { batchOfRows, defineStage, readHolds } from '@lookalikes/stage-kit';
import { decisionsOf } from './decisions.ts';
import { findingText } from './finding-text.ts';
import type { Finding } from './manifest.ts';
import { queries, reads, writes } from './manifest.ts';
import { GuardRailsOptions } from './options.ts';

/**
 * guard-rails: tonight's audiences and models against those of earlier nights.
 *
 * What differs by more than it may is held: sync leaves what it delivered last in place. A person can hold a segment too, and let
 * one through that would be held.
 */
export const guardRails = defineStage({
  at: import.meta.url,
  name: 'guard-rails',
  doc: "Holds tonight's audiences and models against earlier nights, and segments back that are not to be delivered.",
  reads,
  writes,
  queries,
  scratch: ['decisions', 'baseline_nights', 'rail_values'],
  options: GuardRailsOptions,
  async run(night) {
    const said = await readHolds(night.store, night.region);
    await night.load('decisions', [batchOfRows(decisions.v1, decisionsOf(said, night.runDate))]);
    await night.materialize('top_tokens');
    await night.materialize('baseline_nights');
    await night.materialize('rail_values');
    await night.materialize('guard_rails');

    const reasons = new Map(said.map(({ segment, hold }) => [segment, hold?.reason]));
    const findings = await night.query('findings');
    for (const finding of findings) {
      const { segment_id, rail, verdict } = finding;
      const text = findingText(finding, reasons.get(segment_id));
      if (verdict === 'hold' && rail !== 'hand') night.hold(segment_id, text);
      else night.warn(rail === 'hand' ? 'held-by-hand' : verdict === 'released' ? 'released' : rail, text, segment_id);
    }
    night.figure('segments_held', segmentsWith(findings, 'hold'));
    night.figure('segments_released', segmentsWith(findings, 'released'));
    night.figure('segments_warned', segmentsWith(findings, 'warn'));
  },
});

const segmentsWith = (findings: readonly Finding[], verdict: Finding['verdict']): number =>
  new Set(findings.filter((finding) => finding.verdict === verdict).map(({ segment_id }) => segment_id)).size;
