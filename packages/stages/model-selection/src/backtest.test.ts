import { readFile, writeFile } from 'node:fs/promises';
import { overColumns, scoreLane } from '@lookalikes/linear-model';
import { evaluations, models } from '@lookalikes/schema';
import type { NightWorld, TestNight } from '@lookalikes/stage-kit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evaluationOn, firstModel, newNights, runNight } from '../test/small-nights.ts';
import type { Person, World } from '../test/small-world.ts';
import { aucOf, leftBehind, people, vocabulary } from '../test/small-world.ts';

let nights: NightWorld;
beforeEach(async () => {
  nights = await newNights();
});
afterEach(() => nights[Symbol.asyncDispose]());

const run = (of?: World, night?: TestNight & { options?: object }) => runNight(nights, of, night);
const evaluation = (on: 'test' | 'validation' | 'backtest', night?: TestNight) => evaluationOn(nights, on, night);
const artifact = (night?: TestNight) => firstModel(nights, night);

describe('the backtest', () => {
  const first = { runDate: '2026-11-20' };
  /** By the second night, some who had not fired have. */
  const later = ({ n, fires }: Person) =>
    fires ? '2026-11-15' : n % 40 === 8 || n % 50 === 3 ? '2026-11-20' : undefined;

  it('ranks last night’s scored users by the scores they had, to the bit', async () => {
    const options = { featureMaps: ['inverse-sqrt-length', 'binary'] };
    await run({}, { ...first, options });
    const model = await artifact(first);
    await run({ firedOn: later });
    const columnOf = new Map(vocabulary.map((token, at) => [token, at]));
    const scored = people.flatMap((person) => {
      if (person.fires) return [];
      const columns = person.tokens.map((token) => vocabulary.indexOf(token)).toSorted((a, b) => a - b);
      const row = { rows: 1, columns: vocabulary.length, rowStart: Int32Array.of(0, columns.length) };
      const linear = overColumns({ ...model, banned: model.banned_tokens }, columnOf);
      const [margin] = scoreLane({ ...row, columnIndex: Int32Array.from(columns) }, linear, {
        rowScale: model.feature_map === 'binary' ? 'none' : 'inverse-sqrt-length',
        ...(linear.banned ? { banned: linear.banned } : {}),
      });
      return [{ score: Math.fround(margin!), hit: later(person) !== undefined }];
    });
    const found = await evaluation('backtest');
    expect(found.auc).toBe(aucOf(scored));
    expect(found).toMatchObject({
      model_run_date: '2026-11-20',
      users: scored.length,
      hits: scored.filter(({ hit }) => hit).length,
      reason: null,
    });
  });

  it('draws a sample that ranks about as all do, with every hit', async () => {
    await run({}, first);
    await run({ firedOn: later });
    const all = await evaluation('backtest');
    await run({ firedOn: later }, { options: { backtestUsers: 200 } });
    const sample = await evaluation('backtest');
    expect(sample.hits).toBe(all.hits);
    expect(sample.users).toBeLessThan(all.users / 2);
    expect(Math.abs(sample.auc! - all.auc!)).toBeLessThan(0.1);
  });

  it('says why there is nothing to rank', async () => {
    await run({}, first);
    await run({ segments: [{ segment_id: 'caps' }] });
    const reasons = (await nights.rows(evaluations.v1)).map((row) => [row.segment_id, row.evaluated_on, row.reason]);
    expect(reasons).toContainEqual(['caps', 'backtest', 'the night of 2026-11-20 has no model of the segment']);
    expect(reasons).toContainEqual(['hats', 'backtest', expect.stringMatching(/^none of the \d+ users ranked fired$/)]);
    await nights.run([leftBehind()], { runDate: '2026-11-22' });
    await run({}, { runDate: '2026-11-23' });
    expect((await evaluation('backtest', { runDate: '2026-11-23' })).reason).toBe(
      'the newest partitions before tonight are not of one night: models 2026-11-21, users 2026-11-22, tokens 2026-11-22, user_tokens 2026-11-22, first_fires 2026-11-22',
    );
  });

  it('does not judge by an artifact that was changed', async () => {
    await run({}, first);
    const [model] = await nights.rows(models.v1, first);
    const file = nights.store.locate(model!.artifact);
    await writeFile(file, (await readFile(file, 'utf8')).replace('"bias":-', '"bias":'));
    expect((await run()).error).toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining("last night's model"),
    });
  });
});
