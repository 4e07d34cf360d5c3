import type { StageRecord } from '@lookalikes/stage-kit';
import type { SegmentChange } from '../changes/segment-change.ts';
import type { SegmentFigures } from '../report/segments.ts';
import { segmentFigures } from '../report/segments.ts';
import type { PageSegment } from './page-data.ts';
import type { PageTables } from './read-tables.ts';
import { segmentSeconds } from './segment-seconds.ts';

/**
 * Every segment of a night for the page: what the published datasets say, and where there are none, what the record says.
 *
 * @param stages - the newest record of each stage
 */
export function pageSegments(
  stages: readonly StageRecord[],
  tables: PageTables,
  changes: readonly SegmentChange[],
): PageSegment[] {
  const figures = new Map(segmentFigures(stages).map((of) => [of.segment, of]));
  const rows = new Map(tables.segments.map((row) => [row.segment_id, row]));
  const held = new Map(stages.flatMap((stage) => stage.held ?? []).map(({ segment, reason }) => [segment, reason]));
  const ids = [...new Set([...rows.keys(), ...figures.keys()])].toSorted();
  const work = ids.map((id) => {
    const { epochs = 0, reach = 0, lines = 0 } = rows.get(id) ?? {};
    return { id, epochs, reach: reach ?? 0, lines };
  });
  const seconds = segmentSeconds(stages, work);
  return ids.map((id) => {
    const known = rows.get(id);
    const recorded = figures.get(id);
    const of = <T extends { readonly segment_id: string }>(all: readonly T[]): T[] =>
      all.filter(({ segment_id }) => segment_id === id);
    const tokens = of(tables.tokens).map(({ token, weight, before }) => ({ token, weight, before }));
    const reason = held.get(id) ?? known?.reason ?? null;
    const { reach, deliveredIds } = known
      ? { reach: known.reach, deliveredIds: known.delivered_ids }
      : { reach: numberOf(recorded?.reach), deliveredIds: numberOf(recorded?.deliveredIds) };
    return {
      id,
      name: known?.name ?? String(recorded?.name ?? id),
      status: statusOf({
        held: held.has(id),
        skipped: known?.status === 'skipped' || recorded?.skipped === true,
        deliveredIds,
      }),
      reason,
      seeds: known?.seeds ?? numberOf(recorded?.seeds),
      usableSeeds: known?.usable_seeds ?? null,
      negatives: known?.negatives ?? null,
      featureMap: known?.feature_map ?? null,
      strength: known?.strength ?? null,
      tokens: known?.tokens ?? null,
      reach,
      reachBefore: known?.reach_before ?? null,
      lowestScore: known?.lowest_score ?? null,
      deliveredIds,
      files: known?.files ?? 0,
      rows: known?.lines ?? 0,
      bytes: known?.bytes ?? 0,
      seconds: seconds.get(id) ?? 0,
      evaluations: evaluationsOf(of(tables.evaluations), recorded),
      rails: of(tables.rails).map(({ rail, value, baseline, lowest, highest, nights, verdict }) => ({
        rail,
        value,
        baseline,
        lowest,
        highest,
        nights,
        verdict,
      })),
      reaches: of(tables.reaches).map(({ night, reach: users }) => ({ night, reach: users })),
      scores: of(tables.scores).map(({ from_score, to_score, users, before }) => ({
        from: from_score,
        to: to_score,
        users,
        before,
      })),
      calibration: of(tables.calibration).map(({ users, chance, fires }) => ({
        users,
        chance,
        rate: fires / users,
        fires,
      })),
      tokensUp: tokens.filter(({ weight }) => weight > 0),
      tokensDown: tokens.filter(({ weight }) => weight < 0),
      change: changeOf(changes.find(({ segmentId }) => segmentId === id)),
      notes: (recorded?.notes ?? []).filter((note) => reason === null || !note.includes(reason)),
    };
  });
}

function statusOf(of: {
  readonly held: boolean;
  readonly skipped: boolean;
  readonly deliveredIds: number | null;
}): PageSegment['status'] {
  if (of.held) return 'held';
  if (of.skipped) return 'skipped';
  return (of.deliveredIds ?? 0) > 0 ? 'delivered' : 'ready';
}

function evaluationsOf(
  rows: PageTables['evaluations'],
  recorded: SegmentFigures | undefined,
): PageSegment['evaluations'] {
  const found = rows.map((row) => ({
    on: row.evaluated_on,
    users: row.users,
    hits: row.hits,
    auc: row.auc,
    logLoss: row.log_loss,
    liftAt1: row.lift_at_1,
    liftAt5: row.lift_at_5,
    liftAt10: row.lift_at_10,
    reason: row.reason,
  }));
  const auc = numberOf(recorded?.validationAuc);
  if (found.length > 0 || auc === null) return found;
  const nothing = { users: 0, hits: 0, logLoss: null, liftAt1: null, liftAt10: null, reason: null };
  return [{ ...nothing, on: 'validation', auc, liftAt5: numberOf(recorded?.validationLiftAt5) }];
}

function changeOf(change: SegmentChange | undefined): PageSegment['change'] {
  if (change === undefined) return null;
  const { kind, reachBefore, reach, joined, left, causes } = change;
  return { kind, reachBefore, reach, joined, left, causes: [...causes] };
}

const numberOf = (value: SegmentFigures['reach'] | undefined): number | null =>
  typeof value === 'number' ? value : null;
