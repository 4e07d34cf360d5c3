import type { StageRecord } from '@lookalikes/stage-kit';
import { auditText } from '@lookalikes/stage-kit';

type Value = StageRecord['figures'][number]['value'];

/** What a night's record says of one segment; a figure that nobody recorded is null. */
export interface SegmentFigures {
  readonly segment: string;
  readonly name: Value;
  readonly seeds: Value;
  readonly validationAuc: Value;
  readonly validationLiftAt5: Value;
  /** Last night's model on the fires since. */
  readonly backtestAuc: Value;
  readonly reach: Value;
  readonly deliveredIds: Value;
  /** Whether it was left out of training; the notes say why. */
  readonly skipped: boolean;
  /** The warnings of the segment, and the audits that found bad rows of it. */
  readonly notes: readonly string[];
}

/** Where each of them is recorded: the stage and the figure's name. */
const recordedAs = {
  name: ['metadata', 'segment_name'],
  seeds: ['training-data', 'seeds'],
  validationAuc: ['model-selection', 'validation_auc'],
  validationLiftAt5: ['model-selection', 'validation_lift_at_5'],
  backtestAuc: ['model-selection', 'backtest_auc'],
  reach: ['scoring', 'reach'],
  deliveredIds: ['sync', 'delivered_ids'],
} as const;

/**
 * The per-segment table of a night, from what its stages put into the record, by segment.
 *
 * @param stages - the newest record of each stage
 */
export function segmentFigures(stages: Iterable<StageRecord>): SegmentFigures[] {
  const records = [...stages];
  const segments = new Set(
    records.flatMap(({ figures, warnings }) => [...figures, ...warnings].flatMap(({ segment }) => segment ?? [])),
  );
  return [...segments].toSorted().map((segment) => {
    const figure = ([stage, name]: readonly [string, string]): Value =>
      records
        .find((record) => record.stage === stage)
        ?.figures.find((candidate) => candidate.segment === segment && candidate.name === name)?.value ?? null;
    const warnings = records.flatMap((record) => record.warnings.filter((warning) => warning.segment === segment));
    return {
      segment,
      name: figure(recordedAs.name),
      seeds: figure(recordedAs.seeds),
      validationAuc: figure(recordedAs.validationAuc),
      validationLiftAt5: figure(recordedAs.validationLiftAt5),
      backtestAuc: figure(recordedAs.backtestAuc),
      reach: figure(recordedAs.reach),
      deliveredIds: figure(recordedAs.deliveredIds),
      skipped: warnings.some(({ code }) => code === 'segment-skipped'),
      notes: [...warnings.map(({ message }) => message), ...records.flatMap((record) => auditNotes(record, segment))],
    };
  });
}

/** The audits of a stage that found bad rows of a segment. */
const auditNotes = ({ stage, audits }: StageRecord, segment: string): string[] =>
  audits.flatMap(({ name, severity, segments = [] }) =>
    segments
      .filter((of) => of.segment === segment)
      .map(({ badRows }) => `audit ${stage}/${name}: ${auditText({ name, severity, badRows })}`),
  );
