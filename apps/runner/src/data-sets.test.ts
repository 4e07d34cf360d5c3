import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { data, imported } from '../test/imported.ts';
import { figures, halfYearSegments, learnFromHalfAYear, runNights } from '../test/told-nights.ts';

// Three public data sets through the whole pipeline. They lie beside the checkout; without them these tests are skipped.
const minutes = (count: number): number => count * 60_000;

describe.skipIf(!existsSync(join(data, 'msweb')))('msweb', () => {
  // Test AUC of a plain logistic regression a segment on the same split, and what the pipeline may fall short of it.
  const plain = {
    sitebuilder: 0.943,
    kb: 0.907,
    gallery: 0.914,
    windowssupport: 0.964,
    office: 0.867,
    workshop: 0.911,
    games: 0.773,
    ntserver: 0.884,
    sbnmember: 0.958,
    msdn: 0.843,
    word: 0.93,
    athome: 0.796,
    train_cert: 0.789,
    vbasic: 0.889,
    visualj: 0.923,
    jobs: 0.846,
    germany: 0.712,
    education: 0.783,
    sports: 0.883,
  };

  it(
    "ranks the test users of all 19 areas as well as a plain logistic regression does, by the second night's backtest",
    async () => {
      const world = await imported('msweb');
      const told = await runNights(world, ['--nights', 'nights.txt']);
      expect(told.map(({ runDate, status }) => [runDate, status])).toEqual([
        ['1998-02-21', 'done'],
        ['1998-02-22', 'done'],
      ]);
      const aucs = figures(told[1]!.record, 'backtest_auc') as Map<string, number>;
      expect([...aucs.keys()].toSorted()).toEqual(Object.keys(plain).toSorted());
      const mean = [...aucs.values()].reduce((sum, auc) => sum + auc, 0) / aucs.size;
      expect(mean).toBeGreaterThanOrEqual(0.883);
      for (const [area, auc] of Object.entries(plain))
        expect([area, aucs.get(area)! >= auc - 0.015]).toEqual([area, true]);
    },
    minutes(6),
  );
});

describe.skipIf(!existsSync(join(data, 'online-retail-ii')))('online-retail-ii', () => {
  it(
    'trains all of emeaApac, skips all of amer with the reason, and counts the overlap of the two files once',
    async () => {
      const world = await imported('online-retail-ii');
      const told = await runNights(world, ['--date', '2011-12-08']);
      const records = new Map(told.map(({ region, record }) => [region, record]));
      const amer = records.get('amer')!;
      const emea = records.get('emeaApac')!;
      expect([amer.status, emea.status]).toEqual(['done', 'done']);
      expect(figures(amer, 'models').get(undefined)).toBe(0);
      const skipped = amer.stages.flatMap(({ warnings }) => warnings.filter(({ code }) => code === 'segment-skipped'));
      expect(skipped.map(({ message }) => message)).toEqual(
        Array.from({ length: 20 }, () =>
          expect.stringMatching(/^not trained: \d+ usable seeds of \d+, fewer than minSeeds/),
        ),
      );
      expect(figures(emea, 'models').get(undefined)).toBe(20);
      expect(figures(emea, 'duplicate_events').get(undefined)).toBeGreaterThan(20_000);
      for (const auc of figures(emea, 'validation_auc').values()) expect(auc).toBeGreaterThan(0.65);
    },
    minutes(8),
  );

  it(
    'tells who will buy thirteen products in half a year, on customers that no fit and no choice has seen',
    async () => {
      const world = await imported('online-retail-ii');
      learnFromHalfAYear(world);
      const [night] = await runNights(world, ['--region', 'emeaApac', '--date', '2011-12-10']);
      const aucs = figures(night!.record, 'test_auc') as Map<string, number>;
      const mean = halfYearSegments.reduce((sum, id) => sum + aucs.get(id)!, 0) / halfYearSegments.length;
      expect(mean).toBeGreaterThanOrEqual(0.82);
    },
    minutes(8),
  );
});

describe.skipIf(!existsSync(join(data, 'msnbc')))('msnbc', () => {
  it(
    'scores a million users and leaves out the one with 14,795 views',
    async () => {
      const world = await imported('msnbc');
      const [night] = await runNights(world, ['--date', '1999-10-06']);
      const record = night!.record;
      expect(record.status).toBe('done');
      expect(Number(figures(record, 'bots').get(undefined))).toBeGreaterThanOrEqual(1);
      expect(Number(figures(record, 'bot_events').get(undefined))).toBeGreaterThanOrEqual(14_795);
      expect([...figures(record, 'validation_auc').values()].filter((auc) => Number(auc) > 0.68)).toHaveLength(6);
      for (const reach of figures(record, 'reach').values()) expect(reach).toBeGreaterThan(40_000);
    },
    minutes(10),
  );
});
