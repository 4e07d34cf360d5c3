import type { Day, Region, RowOfColumns } from '@lookalikes/schema';
import { bigint, double, nullable, text } from '@lookalikes/schema';
import type { Ask } from './ask.ts';
import { asker, bothNights } from './ask.ts';
import type { SegmentAsked } from './asked-segment.ts';
import { modelFacts, nameOf } from './asked-segment.ts';
import { modelParams } from './model-params.ts';
import type { NightData } from './night-data.ts';
import { nightData, nightsOf } from './night-data.ts';
import type { NightModel } from './night-models.ts';
import { NightModels } from './night-models.ts';

/** A segment's model of a night, and what its audience came to. */
export interface ModelFacts {
  readonly night: Day;
  readonly featureMap: string;
  /** What weights were pulled to; null where no trial is on record. */
  readonly prior: string | null;
  readonly strength: number;
  readonly bias: number;
  /** Tokens with a weight. */
  readonly tokens: number;
  readonly auc: number | null;
  /** What candidates were compared by, and what the chosen one came to; null where that is not on record. */
  readonly criterion: string | null;
  readonly criterionValue: number | null;
  readonly reach: number;
  /** The score of the last user that was taken; null of an empty audience. */
  readonly threshold: number | null;
  readonly highestScore: number | null;
}

/** What a token of the model does in the audience. */
export interface TokenInAudience {
  /** As models name it. */
  readonly token: string;
  readonly weight: number;
  /** In the night before; null without one. */
  readonly weightBefore: number | null;
  /** Users of the audience that have it. */
  readonly users: number;
  /** What it adds to the score of those users, on average. */
  readonly contribution: number;
}

/** What a segment's audience is chosen by. */
export interface SegmentExplanation {
  readonly segmentId: string;
  readonly name: string;
  readonly region: Region;
  readonly night: Day;
  /** Null where the night has no model of it. */
  readonly model: ModelFacts | null;
  /** The same of the night before; null where there is none, or it has no model of it. */
  readonly before: ModelFacts | null;
  /** At most ten each, the strongest first. */
  readonly tokensUp: readonly TokenInAudience[];
  readonly tokensDown: readonly TokenInAudience[];
}

/** So many tokens each way. */
const most = 10;

const audienceTokens = {
  token: text('The token, as models name it.'),
  weight: double('Its weight.'),
  weight_before: nullable(double('In the night before.')),
  users: bigint('Users of the audience that have it.'),
  contribution: double('What it adds to their scores on average.'),
};

/**
 * Tells what a segment's audience is chosen by: its model, the strongest tokens with what they do in the audience, the score that
 * was enough; beside the night before.
 *
 * @throws as `changesBetween`
 * @example (await explainSegment({ engine, store, region: 'amer', night: '2026-11-22', segment: '1003' })).model?.threshold
 */
export async function explainSegment(of: SegmentAsked): Promise<SegmentExplanation> {
  const { engine, store, region, segment, signal } = of;
  const night = await nightData(store, { region, date: of.night });
  const dateBefore = (await nightsOf(store, region)).findLast((date) => date < of.night);
  const before = dateBefore === undefined ? undefined : await nightData(store, { region, date: dateBefore });
  const ask = asker(engine, bothNights(before, night), signal);
  const name = await nameOf(ask, of);
  const rows = await ask('model-facts', modelFacts, { segment_id: segment });
  const [earlier, later] = [0, 1].map((at) => rows.find((row) => row.night === at));
  const models = new NightModels(store, { signal });
  const strongest = later ? await tokensOf(ask, await models.find({ ...later, segment_id: segment })) : [];
  return {
    segmentId: segment,
    name,
    region,
    night: of.night,
    model: later ? factsOf(later, night) : null,
    before: earlier && before ? factsOf(earlier, before) : null,
    tokensUp: strongest.filter(({ weight }) => weight > 0),
    tokensDown: strongest.filter(({ weight }) => weight < 0),
  };
}

function factsOf(row: RowOfColumns<typeof modelFacts>, { date, criterion }: NightData): ModelFacts {
  const values = new Map([
    ['log-loss', row.log_loss],
    ['auc', row.auc],
    ['lift', row.lift],
  ]);
  return {
    night: date,
    featureMap: row.feature_map,
    prior: row.prior,
    strength: row.strength,
    bias: row.bias,
    tokens: row.tokens,
    auc: row.validation_auc,
    criterion,
    criterionValue: values.get(criterion ?? '') ?? null,
    reach: Number(row.reach),
    threshold: row.lowest_score,
    highestScore: row.highest_score,
  };
}

async function tokensOf(ask: Ask, chosen: NightModel): Promise<TokenInAudience[]> {
  const rows = await ask('audience-tokens', audienceTokens, {
    segment_id: chosen.model.segment_id,
    most,
    ...modelParams(chosen),
  });
  return rows.map(({ token, weight, weight_before, users, contribution }) => ({
    token,
    weight,
    weightBefore: weight_before,
    users: Number(users),
    contribution,
  }));
}
