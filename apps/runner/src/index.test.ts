import { duckdb } from '@lookalikes/engine-duckdb';
import { checkConfig, plan } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
import { describe, expect, it } from 'vitest';
import { defineConfig, files, stages, table } from './index.ts';

describe('a config', () => {
  const parts = {
    engine: () => duckdb({ path: ':memory:' }),
    store: fileStore({ root: 'objects' }),
    inputs: {
      events: files('inputs/{source}/{date}/*.parquet'),
      mapping: table('production_metastore.mapping_{region}'),
    },
  };

  it('is typed for every stage', () => {
    const config = defineConfig({
      ...parts,
      stages: { 'training-data': { historyDays: 30 }, scoring: { audienceSize: 0.02 }, sync: { ttlDays: 30 } },
    });
    expect(checkConfig(config, 'a test').regions).toEqual(['amer', 'emeaApac']);
  });

  it('does not compile with a wrong option or stage', () => {
    // @ts-expect-error -- no such stage
    defineConfig({ ...parts, stages: { scorng: {} } });
    // @ts-expect-error -- no such option
    defineConfig({ ...parts, stages: { scoring: { audienceSiz: 0.02 } } });
    // @ts-expect-error -- not a number
    defineConfig({ ...parts, stages: { 'training-data': { historyDays: '30' } } });
    expect(stages.map(({ name }) => name)).toContain('scoring');
  });
});

describe('the stages', () => {
  it('fit together, in the order of a night', () => {
    expect(plan(stages.toReversed()).map(({ stage }) => stage.name)).toEqual([
      'metadata',
      'training-data',
      'model-selection',
      'scoring',
      'guard-rails',
      'sync',
      'reporting',
    ]);
  });
});
