import { defineStage } from '@lookalikes/stage-kit';
import { queries, reads, scratch, writes } from './manifest.ts';
import { ScoringOptions } from './options.ts';
import { rankInEngine } from './rank-in-engine.ts';
import { rankInRunner } from './rank-in-runner.ts';

/**
 * scoring: scores every user with enough tokens against every model, and takes the best of each segment as its audience.
 *
 * Users are scored inside the engine or in this process; the audiences are the same.
 */
export const scoring = defineStage({
  at: import.meta.url,
  name: 'scoring',
  doc: 'Scores every user and chooses the audience of each segment.',
  reads,
  writes,
  scratch,
  queries,
  options: ScoringOptions,
  async run(night) {
    const { audienceSize, computeAt } = night.options;
    const chosen = await night.query('chosen_models');
    const sizes = chosen.map(({ audience_size }) => audience_size || audienceSize);
    const where = computeAt === 'auto' ? night.computeAt : computeAt;

    const audiences = await (where === 'engine' ? rankInEngine : rankInRunner)(night, chosen, sizes);
    await night.materialize('audiences');

    for (const { segment_id, scored, reach, lowestScore } of audiences) {
      night.figure('scored', scored, segment_id);
      night.figure('reach', reach, segment_id);
      night.figure('lowest_score', lowestScore, segment_id);
    }
    night.figure('scored_in', where);
  },
});
