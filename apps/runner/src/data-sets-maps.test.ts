import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { featureMaps } from '@lookalikes/schema';
import { describe, expect, it } from 'vitest';
import { data, imported } from '../test/imported.ts';
import { figures, halfYearSegments, learnFromHalfAYear, rewriting, runNights } from '../test/told-nights.ts';

// What choosing among feature maps brings, on three public data sets through the pipeline: the models that are chosen rank users that
// no fit and no choice has seen as well as those of the best map alone, but for this much of mean AUC.
const mayFallShort = 0.003;
const minutes = (count: number): number => count * 60_000;

/** Mean AUCs by what models are chosen from: `chosen` from all feature maps, the others from the one that they name. */
type Means = ReadonlyMap<string, number>;

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Measures with the options as they come, and with each feature map alone. */
async function meansOf(aucsWith: (options: object) => Promise<readonly number[]>): Promise<Means> {
  const means = new Map([['chosen', meanOf(await aucsWith({}))]]);
  for (const map of featureMaps) means.set(map, meanOf(await aucsWith({ featureMaps: [map] })));
  return means;
}

/** How far the chosen models are ahead of the best map, and the figures to show where that is too little. */
function standing(means: Means): { ahead: number; table: string } {
  const best = Math.max(...featureMaps.map((map) => means.get(map)!));
  const table = [...means].map(([name, mean]) => `${name} ${mean.toFixed(4)}`).join('\n');
  return { ahead: means.get('chosen')! - best, table };
}

/** Trains a night of a world again and again, with other options of model-selection. */
function trainer(world: string) {
  const configure = rewriting(world, 'stages: {');
  return async (night: readonly string[], options: object) => {
    configure(`stages: {\n    'model-selection': ${JSON.stringify(options)},`);
    const [told] = await runNights(world, [...night, '--only', 'model-selection', '--again']);
    return (figure: string) => figures(told!.record, figure) as Map<string, number>;
  };
}

describe.skipIf(!existsSync(join(data, 'msweb')))('msweb', () => {
  it(
    "is ranked as well as by the best map, by the second night's backtest",
    async () => {
      const world = await imported('msweb');
      await runNights(world, ['--nights', 'nights.txt', '--to', 'training-data']);
      const train = trainer(world);
      const quickly = { featureMaps: ['binary'], priors: ['none'], strengths: { binary: [0.1] }, folds: 1 };
      const means = await meansOf(async (options) => {
        await train(['--date', '1998-02-21'], options);
        // Of this night only what it says of the last one's models counts.
        const of = await train(['--date', '1998-02-22'], quickly);
        const aucs = [...of('backtest_auc').values()];
        expect(aucs).toHaveLength(19);
        return aucs;
      });
      const { ahead, table } = standing(means);
      expect(ahead, table).toBeGreaterThanOrEqual(-mayFallShort);
    },
    minutes(8),
  );
});

describe.skipIf(!existsSync(join(data, 'online-retail-ii')))('online-retail-ii, half a year of labels', () => {
  it(
    'is ranked as well as by the best map, over three splits of the customers',
    async () => {
      const world = await imported('online-retail-ii');
      const night = ['--region', 'emeaApac', '--date', '2011-12-10'];
      learnFromHalfAYear(world);
      const split = rewriting(world, 'testShare: 0.3,');
      const train = trainer(world);
      const splits: Means[] = [];
      for (const salt of ['', 'a', 'b']) {
        split(`testShare: 0.3, splitSalt: '${salt}',`);
        await runNights(world, [...night, '--to', 'training-data', '--again']);
        splits.push(
          await meansOf(async (options) => {
            const of = await train(night, options);
            return halfYearSegments.map((id) => of('test_auc').get(id)!);
          }),
        );
      }
      const names = [...splits[0]!.keys()];
      const { ahead, table } = standing(
        new Map(names.map((name) => [name, meanOf(splits.map((means) => means.get(name)!))])),
      );
      expect(ahead, table).toBeGreaterThanOrEqual(-mayFallShort);
    },
    minutes(10),
  );
});

describe.skipIf(!existsSync(join(data, 'msnbc')))('msnbc', () => {
  it(
    'is ranked as well as by the best map',
    async () => {
      const world = await imported('msnbc');
      const night = ['--date', '1999-10-06'];
      await runNights(world, [...night, '--to', 'training-data']);
      const train = trainer(world);
      const means = await meansOf(async (options) => {
        const of = await train(night, options);
        const aucs = [...of('test_auc').values()];
        expect(aucs).toHaveLength(6);
        return aucs;
      });
      const { ahead, table } = standing(means);
      expect(ahead, table).toBeGreaterThanOrEqual(-mayFallShort);
    },
    minutes(12),
  );
});
