import { addDays } from '@lookalikes/stage-kit';
import type { RunRecord, Stage, StageRecord } from '@lookalikes/stage-kit';
import type { LineagePlace } from './datasets.ts';
import { inputsOf, outputsOf } from './datasets.ts';
import { eventSchema, facet, producer, runIdOf } from './identity.ts';

/** An event of OpenLineage, as it is sent. */
export type LineageEvent = Readonly<Record<string, unknown>>;

/** Where a run has come to. */
type Transition = 'START' | 'COMPLETE' | 'FAIL' | 'ABORT';

/** What an event is of: an attempt at a night, or at a stage of it. */
interface Happened {
  readonly type: Transition;
  readonly time: string;
  readonly record: RunRecord;
  readonly stage?: Stage;
  readonly done?: StageRecord | undefined;
}

/**
 * An event of a night, or of one of its stages, which names the night as its parent. What ended it early is told by the
 * record's code and message, which have no row values.
 *
 * The specification: https://openlineage.io/spec/2-0-2/OpenLineage.json
 */
export function lineageEvent(of: Happened, place: LineagePlace): LineageEvent {
  const { type, time, record, stage, done } = of;
  const { namespace } = place;
  return {
    eventType: type,
    eventTime: time,
    producer,
    schemaURL: eventSchema,
    run: { runId: runIdOf(namespace, record, stage?.name), facets: runFacets(of, place) },
    job: {
      namespace,
      name: jobName(record, stage),
      facets: {
        jobType: facet('JobTypeJobFacet', {
          processingType: 'BATCH',
          integration: 'LOOKALIKES',
          jobType: stage ? 'TASK' : 'DAG',
        }),
      },
    },
    inputs: stage ? inputsOf(stage, place, done) : [],
    // What a stage that failed has written is published nowhere.
    outputs: stage && (type === 'START' || type === 'COMPLETE') ? outputsOf(stage, place, done) : [],
  };
}

/** How an attempt ended, in OpenLineage's words. */
export function transitionOf(status: RunRecord['status']): Transition {
  if (status === 'done') return 'COMPLETE';
  return status === 'cancelled' ? 'ABORT' : 'FAIL';
}

const jobName = ({ region }: RunRecord, stage?: Stage): string => `${region}.${stage?.name ?? 'night'}`;

function runFacets({ type, record, stage }: Happened, { namespace }: LineagePlace): object {
  const { runDate, failure, engine } = record;
  const [name = engine, version = ''] = engine.split(' ');
  const parent = { run: { runId: runIdOf(namespace, record) }, job: { namespace, name: jobName(record) } };
  const failed = type !== 'START' && type !== 'COMPLETE' && failure;
  const message = failed && `${failure.code}: ${failure.message}`;
  return {
    nominalTime: facet('NominalTimeRunFacet', {
      nominalStartTime: `${runDate}T00:00:00.000Z`,
      nominalEndTime: `${addDays(runDate, 1)}T00:00:00.000Z`,
    }),
    processing_engine: facet('ProcessingEngineRunFacet', { name, version }),
    ...(stage ? { parent: facet('ParentRunFacet', parent) } : {}),
    ...(failed ? { errorMessage: facet('ErrorMessageRunFacet', { message, programmingLanguage: 'JavaScript' }) } : {}),
  };
}
