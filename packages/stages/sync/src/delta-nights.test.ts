import { duckdb } from '@lookalikes/engine-duckdb';
import { nightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { expect, test } from 'vitest';
import { deltaNights } from '../test/both-engines.ts';

test('the nights that engines are compared by meet every rule', async () => {
  await using world = await nightWorld({
    engine: () => duckdb({ path: 'night.duckdb', threads: 1 }),
    store: fileStore({ root: 'objects' }),
  });
  const { said } = await deltaNights(world);
  const bites = said.map(({ figures }) =>
    figures.filter(({ value }) => Number(value) > 0).map(({ name, segment = '' }) => `${name} ${segment}`),
  );
  expect(bites[0]).toEqual(expect.arrayContaining(['hub_ids ', 'crowded_ids ', 'unfit_ids ', 'refused_ids 1']));
  const changes = ['opted_out_ids ', 'added_ids 1', 'refreshed_ids 1', 'removed_ids 1', "removed_ids it's"];
  expect(bites[1]).toEqual(expect.arrayContaining(changes));
});
