import { createHash } from 'node:crypto';
import type { RunRecord } from '@lookalikes/stage-kit';
import { Journal } from '@lookalikes/stage-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NightOf, ToldNights } from '../../test/two-nights.ts';
import { leftBehind, tellNights } from '../../test/two-nights.ts';
import type { NightData } from './night-data.ts';
import { nightData } from './night-data.ts';
import { NightModels } from './night-models.ts';

const night: NightOf = {
  people: { u1: [{ token: 'a' }], u2: [{ token: 'b' }] },
  segments: [{ id: 'buyers', weights: { a: 1, b: 2 }, size: 1 }],
};

let nights: ToldNights;
beforeAll(async () => {
  nights = await tellNights();
});
afterAll(() => nights[Symbol.asyncDispose]());

const dataOf = (date: string): Promise<NightData> => nightData(nights.world.store, { region: 'amer', date });

describe('nightData', () => {
  it('finds what a night has published, and how it was scored', async () => {
    const date = await nights.runDateOf(night, { minTokens: 2, excludeSeeds: false });
    const { relations, ...data } = await dataOf(date);
    expect(data).toEqual({
      region: 'amer',
      date,
      isDelivered: false,
      minTokens: 2,
      excludeSeeds: false,
      criterion: null,
    });
    expect(relations.audiences).toMatchObject({ kind: 'writes', writes: [{ partition: { region: 'amer', date } }] });
    expect(relations.delivered).toMatchObject({ kind: 'writes', writes: [] });
  });

  it('takes the defaults of scoring where the record of the run is gone', async () => {
    const date = await nights.runDateOf({ ...night }, { minTokens: 2 });
    await nights.world.store.delete(`runs/amer/${date}/0001.json`);
    expect(await dataOf(date)).toMatchObject({ minTokens: 1, excludeSeeds: true });
  });

  it('says where a night was never run, and which were', async () => {
    await nights.runDateOf(night, { minTokens: 2, excludeSeeds: false });
    await expect(dataOf('2026-11-20')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(
        /^segments_v1, .* of amer\/2026-11-20 are not published: no run of that night is on record; of amer nights with audiences are 2026-11-21/,
      ) as string,
    });
    await expect(nightData(nights.world.store, { region: 'emeaApac', date: '2026-11-20' })).rejects.toThrow(
      'of emeaApac none has been run',
    );
  });

  it('says what was swept, and what to do', async () => {
    const date = await nights.runDateOf({ ...night });
    await nights.world.store.delete(`ledger/amer/user_tokens_v1/${date}/000001.json`);
    await expect(dataOf(date)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(
        `user_tokens_v1 of amer/${date} is not published: gc has dropped this, or the night did not come so far: lookalikes backfill --from ${date} --to ${date} --region amer makes the night anew as long as its inputs are there, and a longer retention (retention.nights) keeps it`,
      ) as string,
    });
  });

  it('refuses audiences that are older than what they should come from', async () => {
    const date = await nights.runDateOf({ ...night });
    const before = await leftBehind(nights.world.store, date, night);
    expect((await nights.world.run([before], { runDate: date })).error).toBeUndefined();
    await expect(dataOf(date)).rejects.toMatchObject({
      code: 'bad-input',
      message: `the audiences of amer/${date} were chosen from other models than are published now: a stage before scoring was run again alone. lookalikes run --date ${date} --region amer --from scoring chooses them anew.`,
    });
    const attempts: RunRecord[] = await new Journal(nights.world.store).attempts('amer', date);
    expect(attempts.map(({ stages }) => stages.map(({ stage }) => stage))).toEqual([['given', 'scoring'], ['given']]);
  });
});

describe('NightModels', () => {
  it('says where an artifact has no model of a segment, or is damaged', async () => {
    const { store } = nights.world;
    const date = await nights.runDateOf({ ...night });
    const key = `models/amer/${date}.ndjson`;
    const content = await store.get(key);
    const place = { artifact: key, artifact_sha256: createHash('sha256').update(content).digest('hex') };
    const models = new NightModels(store);
    expect((await models.find({ segment_id: 'buyers', ...place })).model.bias).toBe(-2);
    await expect(models.find({ segment_id: 'others', ...place })).rejects.toMatchObject({
      code: 'bad-input',
      message: `models names ${store.locate(key)} for segment others, which that file has no model of: run model-selection of the night again`,
    });
    await store.delete(key);
    await expect(new NightModels(store).find({ segment_id: 'buyers', ...place })).rejects.toMatchObject({
      code: 'corrupt',
    });
  });
});
