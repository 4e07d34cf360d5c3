import { randomUUID } from 'node:crypto';
import { databricks } from '@lookalikes/engine-databricks';
import type { Engine } from '@lookalikes/stage-kit';
import { sqlMisfits, stageSteps } from '@lookalikes/stage-kit';
import { sparkServer } from '@lookalikes/stage-kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stages } from './stages.ts';

let engine: Engine;
beforeAll(async () => {
  const { host, port, path, token, caFile } = sparkServer();
  const schema = `sql_${randomUUID().slice(0, 8)}`;
  engine = await databricks({ host: `https://${host}:${port}`, httpPath: path, token, caFile, schema }).open({
    root: '.',
    region: 'amer',
  });
});
afterAll(() => engine.close());

test.each(stages.map((stage) => [stage.name, stage] as const))(
  'every SQL file of %s fits its manifest in the warehouse too',
  async (_name, stage) => {
    const files = new Set(stageSteps(stage).map(({ name }) => name));
    const loaded = Object.keys(stage.writes).filter((name) => !files.has(name));
    expect(await sqlMisfits(stage, engine, loaded)).toEqual([]);
  },
);
