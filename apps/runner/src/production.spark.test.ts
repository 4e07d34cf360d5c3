import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { databricks } from '@lookalikes/engine-databricks';
import { makeSampleWorld } from '@lookalikes/sample-data';
import type { Day, Region } from '@lookalikes/schema';
import { delivered, segmentSizes, supaModelsCollection } from '@lookalikes/schema';
import { makeInputTables } from '@lookalikes/spark-endpoint';
import { sparkServer } from '@lookalikes/stage-kit/testing';
import { expect, it } from 'vitest';
import { replayed, takeDelivery } from '../test/deliveries.ts';
import { lookalikes } from '../test/lookalikes.ts';
import { productionWorld } from '../test/production-world.ts';
import { heldIn, published } from '../test/published.ts';
import { newFolder } from '../test/world.ts';

const date: Day = '2026-11-21';
const regions: readonly Region[] = ['amer', 'emeaApac'];

it("runs both regions' production night on a warehouse: PostgreSQL on both sides, everything else in S3", async () => {
  const { host, port, path, token, caFile } = sparkServer();
  const schema = `production_${randomUUID().slice(0, 8)}`;
  const options = { host: `https://${host}:${port}`, httpPath: path, token, caFile, schema };
  const inputs = newFolder();
  await makeSampleWorld({ to: inputs, users: 6_000, days: 6, through: '2026-11-20' });
  await makeInputTables(sparkServer(), `${schema}_inputs`, join(inputs, 'inputs'));
  const world = await productionWorld(
    `
  engine: () => databricks(${JSON.stringify(options)}),
  inputs: {
    events: table('${schema}_inputs.events'),
    mapping: table('${schema}_inputs.mapping_{region}'),
    optOuts: table('${schema}_inputs.opt_outs'),
  },
  stages: { ...production.stages, 'training-data': { historyDays: 3, labelDays: 2, minSeeds: 5 } }`,
    "import { databricks } from '@lookalikes/engine-databricks';",
  );
  await world.fill(inputs);

  const { status, stdout, stderr } = await lookalikes(['run', '--date', date, '--log', 'json'], world.folder);
  expect([status, stderr]).toEqual([0, expect.not.stringContaining('error')]);

  const place = { engine: () => databricks(options), store: world.store, folder: world.folder };
  for (const region of regions) {
    const rows = await published(place, [region, date], [delivered.v1, segmentSizes.v1, supaModelsCollection.v1]);
    const delivery = await takeDelivery(world.store, `s3://${world.buckets.drop}/lookalikes/${region}/${date}`);
    const held = replayed([delivery], date);
    expect(held.length).toBeGreaterThan(100);
    expect(heldIn(rows['delivered'])).toEqual(held);

    const reported = await world.reports.query<{ segment_id: string; reach: number }>(
      'SELECT segment_id, reach FROM lookalikes.segment_sizes WHERE region = $1 ORDER BY segment_id',
      [region],
    );
    const sizes = rows['segment_sizes'] ?? [];
    const expected = sizes.map(({ segment_id, reach }) => ({ segment_id: String(segment_id), reach }));
    expect(reported.rows).toEqual(expected.toSorted((a, b) => (a.segment_id < b.segment_id ? -1 : 1)));
    const weights = await world.reports.query<{ rows: string; least: number; most: number }>(
      `SELECT count(*) AS rows, min(weight) AS least, max(weight) AS most
       FROM lookalikes.supa_models_collection WHERE region = $1`,
      [region],
    );
    const all = (rows['supa_models_collection'] ?? []).map(({ weight }) => Number(weight));
    const [least, most] = [Math.min(...all), Math.max(...all)];
    expect(weights.rows).toEqual([{ rows: String(all.length), least, most }]);
  }

  for (const secret of [...world.secrets, token]) expect((stdout + stderr).includes(secret)).toBe(false);
}, 2_400_000);
