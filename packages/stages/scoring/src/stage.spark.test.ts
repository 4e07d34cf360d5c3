import { randomUUID } from 'node:crypto';
import { databricks } from '@lookalikes/engine-databricks';
import { audiences } from '@lookalikes/schema';
import { nightWorld, sparkServer } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { expect, test } from 'vitest';
import { hardWorld } from '../test/hard-world.ts';
import { leftBehind } from '../test/small-world.ts';
import { scoring } from './stage.ts';

test(
  'in the warehouse and out of it users have the same scores, ranks and audiences',
  { timeout: 900_000 },
  async () => {
    const { host, port, path, token, caFile } = sparkServer();
    const schema = `scoring_${randomUUID().slice(0, 8)}`;
    await using world = await nightWorld({
      engine: () => databricks({ host: `https://${host}:${port}`, httpPath: path, token, caFile, schema }),
      store: fileStore({ root: 'objects' }),
    });
    const before = await leftBehind(world.store, hardWorld);
    expect((await world.run([before])).error).toBeUndefined();
    const audiencesOf = async (options: object) => {
      const { record, error } = await world.run([scoring], { stages: { scoring: options } });
      expect(error).toBeUndefined();
      expect(record.stages.at(-1)!.audits.filter(({ badRows }) => badRows > 0)).toEqual([]);
      return { rows: await world.rows(audiences.v1), figures: record.stages.at(-1)!.figures };
    };
    const options = { audienceSize: 5000, minTokens: 2 };
    const inRunner = await audiencesOf({ ...options, computeAt: 'runner' });
    const inEngine = await audiencesOf({ ...options, computeAt: 'engine' });
    expect(inEngine.rows).toEqual(inRunner.rows);
    expect(inEngine.figures.slice(0, -1)).toEqual(inRunner.figures.slice(0, -1));
    expect(inRunner.rows.length).toBeGreaterThan(5000);
  },
);
