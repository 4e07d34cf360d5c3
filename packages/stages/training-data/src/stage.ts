import { defineStage } from '@lookalikes/stage-kit';
import { aggregateDays } from './aggregate-days.ts';
import { recordFigures } from './figures.ts';
import { checkFreshness } from './freshness.ts';
import { joinDays } from './join-days.ts';
import { queries, reads, writes } from './manifest.ts';
import { TrainingDataOptions } from './options.ts';
import { poolShare } from './pool.ts';
import { windowsOf } from './windows.ts';

/**
 * training-data: events and mappings become user histories, seeds and training sets.
 *
 * A day is aggregated once; a night adds its new day and whatever came late. Then ids become users, tokens become numbers,
 * and the windows are cut so that no feature is younger than its label.
 */
export const trainingData = defineStage({
  at: import.meta.url,
  name: 'training-data',
  doc: 'Turns events and mappings into user histories, seeds and training sets.',
  reads,
  writes,
  queries,
  scratch: ['identities', 'dictionary', 'user_days', 'token_users'],
  options: TrainingDataOptions,
  async run(night) {
    const { options, runDate } = night;
    const { train, label, score, all } = windowsOf(runDate, options);
    const { maxUsersPerId, maxIdsPerUser, minTokenUsers, maxTokenShare, validationShare, testShare, splitSalt } =
      options;

    await aggregateDays(night, all);
    await checkFreshness(night);

    await night.materialize('identities', { max_users_per_id: maxUsersPerId, max_ids_per_user: maxIdsPerUser });
    await night.materialize('dictionary');
    await joinDays(night, all);

    const trainWindow = { train_from: train.from, train_to: train.to };
    const rareAndUbiquitous = { min_token_users: minTokenUsers, max_token_share: maxTokenShare };
    await night.materialize('token_users', trainWindow);
    await night.materialize('tokens', rareAndUbiquitous);
    await night.materialize('user_tokens', {
      ...trainWindow,
      score_from: score.from,
      score_to: score.to,
      half_life_days: options.halfLifeDays,
    });

    const [counts] = await night.query('window_counts');
    const pool = poolShare(Number(counts?.train_users ?? 0), options.maxNegatives);
    const splits = {
      split_salt: splitSalt,
      test_below: Math.round(testShare * 1e6),
      validation_below: Math.round((testShare + validationShare) * 1e6),
    };
    await night.materialize('users', { ...splits, pool_below: pool });

    await night.materialize('first_fires');
    await night.materialize('seeds', { label_from: label.from, ...splits });
    await night.materialize('training_sets', { pool_share: pool / 1e6, min_seeds: options.minSeeds });

    await recordFigures(night, rareAndUbiquitous);
  },
});
