import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { data, imported, stagesOf } from '../test/imported.ts';
import { apart, onBothEngines } from '../test/on-both-engines.ts';

// A public data set, which lies beside the checkout; without it the test is skipped.
it.skipIf(!existsSync(join(data, 'msweb')))(
  'gives on Spark what it gives on DuckDB: two nights of msweb, table by table',
  async () => {
    const world = await imported('msweb');
    const { differences } = await onBothEngines({
      world,
      region: 'amer',
      nights: ['1998-02-21', '1998-02-22'],
      stages: stagesOf(world),
      tolerance: { relative: 1e-9, except: {} },
    });
    expect(differences.length).toBeGreaterThan(20);
    expect(apart(differences)).toEqual([]);
  },
  1_800_000,
);
