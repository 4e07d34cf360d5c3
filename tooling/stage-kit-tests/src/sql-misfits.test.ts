import type { Engine, Stage } from '@lookalikes/stage-kit';
import { sqlMisfits } from '@lookalikes/stage-kit';
import { duckdb } from '@lookalikes/engine-duckdb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { counting } from '../fixtures/counting/src/stage.ts';
import { misfits } from '../fixtures/misfits/src/stage.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await duckdb({ path: ':memory:' }).open({ root: '.', region: 'amer' });
});
afterAll(() => engine.close());

const found = async (stage: Stage, loaded: readonly string[] = []) =>
  Object.fromEntries((await sqlMisfits(stage, engine, loaded)).map(({ file, problem }) => [file, problem]));

test('a stage whose SQL is as it declares has none', async () => {
  expect(await sqlMisfits(counting, engine)).toEqual([]);
});

test('every file that is not as declared is told, and no other', async () => {
  expect(await found(misfits, ['loaded'])).toEqual({
    'misfits/sql/missing.sql': expect.stringMatching(/^misfits\/sql\/missing\.sql is missing/),
    'misfits/sql/wrong_column.sql': 'selects (page string, visit bigint), declared are (page string, visits bigint)',
    'misfits/sql/wrong_order.sql': 'selects (visits bigint, page string), declared are (page string, visits bigint)',
    'misfits/sql/wrong_type.sql': 'selects (page string, visits int), declared are (page string, visits bigint)',
    'misfits/sql/too_few.sql': 'selects (page string), declared are (page string, visits bigint)',
    'misfits/sql/unknown_read.sql':
      "misfits/sql/unknown_read.sql uses {{lost}}, which is no read of the stage; did you mean 'last'?",
    'misfits/sql/unknown_option.sql':
      "misfits/sql/unknown_option.sql uses :option_least_visit, which is no parameter of the stage; did you mean 'option_least_visits'?",
    'misfits/sql/unknown_column.sql': expect.stringMatching(/misfits\/sql\/unknown_column\.sql: .*pages/s),
    'misfits/sql/no_sql.sql': expect.stringMatching(/misfits\/sql\/no_sql\.sql: .*syntax error/s),
    'misfits/sql/audits/passed.warn.sql': expect.stringMatching(
      /uses :passed_by_run, which is no parameter of the stage; known: option_least_visits, region, run_date$/,
    ),
  });
});

test('a write that comes from load has no file, unless it is forgotten to say so', async () => {
  expect(await found(misfits)).toHaveProperty('misfits/sql/loaded.sql', expect.stringContaining('is missing'));
});

test('an audit that does not say its severity is told', async () => {
  const badly = { ...counting, writes: {}, queries: {}, sql: new URL('../fixtures/misnamed/sql/', import.meta.url) };
  expect(await found(badly)).toEqual({
    'counting/sql/audits': 'counting/sql/audits/few.sql: an audit is named <name>.warn.sql or <name>.error.sql',
  });
});
