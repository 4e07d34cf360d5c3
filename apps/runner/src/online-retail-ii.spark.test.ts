import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { data, imported, stagesOf } from '../test/imported.ts';
import { apart, onBothEngines } from '../test/on-both-engines.ts';

// A public data set, which lies beside the checkout; without it the test is skipped.
it.skipIf(!existsSync(join(data, 'online-retail-ii')))(
  'gives on Spark what it gives on DuckDB: a night of online-retail-ii, ninety days of history and thirty of labels, table by table',
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
      tolerance: { relative: 1e-9, except: {} },
    });
    expect(differences.length).toBeGreaterThan(20);
    expect(apart(differences)).toEqual([]);
  },
  1_800_000,
);
