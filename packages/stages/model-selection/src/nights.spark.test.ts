import { randomUUID } from 'node:crypto';
import { databricks } from '@lookalikes/engine-databricks';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { nightWorld, publishedRows, sparkServer } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { expect, test } from 'vitest';
import { newNights, runNight } from '../test/small-nights.ts';
import type { Person } from '../test/small-world.ts';
import { modelSelection } from './stage.ts';

/** By the second night, some who had not fired have. */
const later = ({ n, fires }: Person) =>
  fires ? '2026-11-15' : n % 40 === 8 || n % 50 === 3 ? '2026-11-20' : undefined;
const inPool = ({ n }: Person) => n % 3 > 0;

/** A night, and one whose backtest looks at it, with a sample of the users, and whose weights may be pulled to its own. */
async function twoNights(world: NightWorld) {
  const options = { backtestUsers: 200, priors: ['earlier-night', 'neighbours', 'none'] };
  const first = await runNight(world, { inPool, rate: 2 / 3 }, { runDate: '2026-11-14', options });
  const second = await runNight(world, { inPool, rate: 2 / 3, firedOn: later }, { options });
  const said = [first, second].map(({ record, error }) => {
    expect(error).toBeUndefined();
    const { figures, warnings, audits } = record.stages.at(-1)!;
    return { figures, warnings, audits };
  });
  return { said, tables: await publishedRows(world, modelSelection) };
}

test(
  'on a warehouse the models are the same to the bit as on DuckDB, and so are their evaluations',
  { timeout: 900_000 },
  async () => {
    const { host, port, path, token, caFile } = sparkServer();
    const schema = `models_${randomUUID().slice(0, 8)}`;
    await using there = await nightWorld({
      engine: () => databricks({ host: `https://${host}:${port}`, httpPath: path, token, caFile, schema }),
      store: fileStore({ root: 'objects' }),
    });
    await using here = await newNights();
    const expected = await twoNights(here);
    const found = await twoNights(there);
    expect(found.tables).toEqual(expected.tables);
    expect(found.said).toEqual(expected.said);
  },
);
