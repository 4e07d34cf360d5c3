import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { data, imported } from '../test/imported.ts';
import { apart, onBothEngines } from '../test/on-both-engines.ts';

// Public data sets on Spark and on DuckDB. They lie beside the checkout; without them these tests are skipped.
const minutes = (count: number): number => count * 60_000;
const tolerance = { relative: 1e-9, except: {} };

/** The options of the stages in a config that an import wrote. */
const stagesOf = (world: string): string =>
  /^ {2}stages: (\{.*^ {2}\}),$/ms.exec(readFileSync(join(world, 'lookalikes.config.ts'), 'utf8'))?.[1] ?? '';

describe.skipIf(!existsSync(join(data, 'msweb')))('msweb', () => {
  it(
    'gives on Spark what it gives on DuckDB, table by table',
    async () => {
      const world = await imported('msweb');
      const nights = ['1998-02-21', '1998-02-22'];
      const { differences } = await onBothEngines({
        world,
        region: 'amer',
        nights,
        stages: stagesOf(world),
        tolerance,
      });
      expect(differences.length).toBeGreaterThan(20);
      expect(apart(differences)).toEqual([]);
    },
    minutes(30),
  );
});

describe.skipIf(!existsSync(join(data, 'online-retail-ii')))('online-retail-ii', () => {
  it(
    'gives on Spark what it gives on DuckDB, table by table, with ninety days of history and thirty of labels',
    async () => {
      const world = await imported('online-retail-ii');
      const path = join(world, 'lookalikes.config.ts');
      const config = readFileSync(path, 'utf8');
      const changed = config.replace('historyDays: 365, labelDays: 120,', 'historyDays: 90, labelDays: 30,');
      expect(changed).not.toBe(config);
      writeFileSync(path, changed);
      const { differences } = await onBothEngines({
        world,
        region: 'emeaApac',
        nights: ['2011-12-08'],
        stages: stagesOf(world),
        tolerance,
      });
      expect(differences.length).toBeGreaterThan(20);
      expect(apart(differences)).toEqual([]);
    },
    minutes(30),
  );
});
