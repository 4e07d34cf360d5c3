import type { Day, Region } from '@lookalikes/schema';
import { bigint, double, featureMaps, int, nullable, oneOf, text, weightPriors } from '@lookalikes/schema';
import type { Engine, ObjectStore } from '@lookalikes/stage-kit';
import { closest } from '@lookalikes/stage-kit';
import { RunnerError } from '../error.ts';
import type { Ask } from './ask.ts';

/** A segment of a night that is asked about. */
export interface SegmentAsked {
  readonly engine: Engine;
  readonly store: ObjectStore;
  readonly region: Region;
  readonly night: Day;
  readonly segment: string;
  readonly signal?: AbortSignal | undefined;
}

/** The columns of `model-facts.sql`. */
export const modelFacts = {
  night: int('0 for the earlier night, 1 for the later.'),
  bias: double('The intercept.'),
  feature_map: oneOf(featureMaps, "What a user's tokens are worth."),
  strength: double('The strength C.'),
  tokens: int('Tokens with a weight.'),
  validation_auc: nullable(double('AUC on the validation share.')),
  artifact: text('The key of the artifact.'),
  artifact_sha256: text('Its sha256.'),
  prior: nullable(oneOf(weightPriors, 'What the weights are pulled to.')),
  log_loss: nullable(double('Of the chosen trial.')),
  auc: nullable(double('Of the chosen trial.')),
  lift: nullable(double('Of the chosen trial.')),
  reach: bigint('Users of the audience.'),
  lowest_score: nullable(double('Of the last of them.')),
  highest_score: nullable(double('Of the first.')),
};

const segmentNames = { segment_id: text('The segment.'), name: text('What people call it.') };

/**
 * What people call a segment of the night.
 *
 * @throws RunnerError `usage` where the night has no such segment, naming what is near
 */
export async function nameOf(
  ask: Ask,
  { region, night, segment }: Pick<SegmentAsked, 'region' | 'night' | 'segment'>,
): Promise<string> {
  const known = await ask('segment-names', segmentNames);
  const found = known.find(({ segment_id }) => segment_id === segment);
  if (found) return found.name;
  const near = closest(
    segment,
    known.map(({ segment_id }) => segment_id),
  );
  throw new RunnerError('usage', `no segment '${segment}' in ${region}/${night}${near}`);
}
