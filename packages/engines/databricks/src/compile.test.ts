import { defineDataset, inputs, int, files, table, text } from '@lookalikes/schema';
import type { InputRelation, Statement, Write } from '@lookalikes/stage-kit';
import { expect, test } from 'vitest';
import { databricks, DatabricksError } from './index.ts';

const counts = defineDataset({
  name: 'counts',
  writtenBy: 'test',
  version: { major: 1, minor: 0 },
  doc: 'Numbers.',
  columns: { number: int('A number.'), word: text('A text.') },
  key: ['number'],
});
const write = (writeId: string, date: string): Write => ({
  dataset: counts,
  partition: { region: 'amer', date },
  writeId,
});
const compile = (statement: Partial<Statement>) =>
  databricks({}).compile(
    { name: 'a.sql', text: '', relations: {}, params: {}, ...statement },
    { root: '.', region: 'amer' },
  );

test('writes are read by id and day, and a relation used twice is bound once', () => {
  const { sql, params } = compile({
    text: 'SELECT a.number FROM {{c}} AS a JOIN {{c}} AS b ON a.number = b.number + :step;\n',
    relations: {
      c: { kind: 'writes', dataset: counts, writes: [write('w2', '2026-11-20'), write('w1', '2026-11-19')] },
    },
    params: { step: 1 },
  });
  const rows =
    '(SELECT `number`, `word`, region, `run_date` FROM `counts_v1` WHERE write_id IN (:_0, :_1) AND `run_date` BETWEEN CAST(:_2 AS DATE) AND CAST(:_3 AS DATE))';
  expect(sql).toBe(`SELECT a.number FROM ${rows} AS a JOIN ${rows} AS b ON a.number = b.number + :step`);
  expect(params).toEqual({ _0: 'w2', _1: 'w1', _2: '2026-11-19', _3: '2026-11-20', step: 1 });
});

test('what has no rows has typed columns', () => {
  const none = { none: { kind: 'writes' as const, dataset: counts, writes: [] } };
  expect(compile({ text: 'SELECT * FROM {{none}}', relations: none }).sql).toBe(
    'SELECT * FROM (SELECT CAST(NULL AS INT) AS `number`, CAST(NULL AS STRING) AS `word`, CAST(NULL AS STRING) AS region, CAST(NULL AS DATE) AS run_date WHERE false)',
  );
});

const input: InputRelation = {
  kind: 'input',
  contract: inputs.optOuts,
  binding: table('raw.opt_outs_{region}', { fields: { since: 'at' } }),
  region: 'amer',
  before: '2026-11-21',
  days: { from: '2026-11-01', to: '2026-11-21' },
};

test('an input is its table, by the fields of its binding, of the days asked', () => {
  const { sql, params } = compile({ text: 'SELECT * FROM {{input}}', relations: { input } });
  expect(sql).toBe(
    'SELECT * FROM (SELECT * FROM (SELECT CAST(`user_id` AS STRING) AS `user_id`, CAST((at\n) AS TIMESTAMP) AS `since` FROM `raw`.`opt_outs_amer`) AS input_rows WHERE `since` < CAST(:_2 AS TIMESTAMP) AND `since` >= CAST(:_0 AS TIMESTAMP) AND `since` < CAST(:_1 AS TIMESTAMP))',
  );
  expect(params).toEqual({ _0: '2026-11-01', _1: '2026-11-21', _2: '2026-11-21' });
});

test.each([
  { what: 'files', binding: files('events/*.csv'), code: 'bad-input', says: /optOuts: .*'events\/\*\.csv'.*table\(/ },
  {
    what: 'an unknown field',
    binding: table('t', { fields: { who: 'x' } }),
    code: 'bad-input',
    says: /'who'.*user_id/,
  },
])('an input bound to $what is refused', ({ binding, code, says }) => {
  const wrong = () => compile({ text: 'SELECT * FROM {{input}}', relations: { input: { ...input, binding } } });
  expect(wrong).toThrow(DatabricksError);
  expect(wrong).toThrow(expect.objectContaining({ code, message: expect.stringMatching(says) }));
});

test.each([
  { text: 'SELECT * FROM {{gone}}', says: '{{gone}}' },
  { text: 'SELECT :gone', says: ':gone' },
])('$text stands for nothing', ({ text: wrong, says }) => {
  expect(() => compile({ text: wrong })).toThrow(says);
});
