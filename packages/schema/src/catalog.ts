import type { Dataset } from './dataset.ts';
import { audiences, deliveries, dspIds, rankedUsers, recipients } from './datasets/delivery.ts';
import { pixels, rejectedMetadata, segments } from './datasets/metadata.ts';
import { backtestUsers, evaluations, examples, models, modelTrials, modelWeights } from './datasets/model-selection.ts';
import { segmentSizes, supaModelsCollection, trainingSetSizes } from './datasets/reporting.ts';
import {
  dailyEvents,
  dailyFires,
  dailyTokens,
  dictionary,
  firstFires,
  identities,
  seeds,
  tokens,
  tokenUsers,
  trainingSets,
  userDays,
  users,
  userTokens,
} from './datasets/training-data.ts';

/** Every dataset of every major that is still written or read, in the order a night writes them. */
export const catalog: readonly Dataset[] = [
  pixels,
  segments,
  rejectedMetadata,
  dailyEvents,
  dailyTokens,
  dailyFires,
  identities,
  dictionary,
  userDays,
  tokenUsers,
  users,
  tokens,
  userTokens,
  firstFires,
  seeds,
  trainingSets,
  examples,
  models,
  modelWeights,
  modelTrials,
  backtestUsers,
  evaluations,
  rankedUsers,
  audiences,
  dspIds,
  recipients,
  deliveries,
  supaModelsCollection,
  segmentSizes,
  trainingSetSizes,
].flatMap((versions): Dataset[] => Object.values(versions) as unknown as Dataset[]);
