import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { duckdb } from '@lookalikes/engine-duckdb';
import { int } from '@lookalikes/schema';
import type { Stage } from '@lookalikes/stage-kit';
import { countRetry, createLog } from '@lookalikes/stage-kit';
import { nightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { metrics, trace } from '@opentelemetry/api';
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { otlpReceiver } from '../../test/otlp-receiver.ts';
import { webhookReceiver } from '../../test/webhook-receiver.ts';
import { newFolder } from '../../test/world.ts';
import { startOpenTelemetry, wantsOpenTelemetry } from './open-telemetry.ts';
import { post } from './service.ts';

afterEach(() => {
  delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  trace.disable();
  metrics.disable();
});

/** Sets OpenTelemetry up to send there; what the log was told. */
async function started(endpoint: string) {
  const said: string[] = [];
  const log = { ...createLog('none'), warn: (_fields: object, message: string) => void said.push(message) };
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = endpoint;
  return { said, telemetry: await startOpenTelemetry(log) };
}

/** A stage that reads a query of these numbers, batch by batch, and stops where it is told to. */
function reading(text: string, take: number): Stage {
  const folder = newFolder();
  mkdirSync(join(folder, 'sql'));
  writeFileSync(join(folder, 'sql/numbers.sql'), text);
  return {
    name: 'reading',
    version: '1.0.0',
    doc: 'Reads numbers.',
    reads: {},
    writes: {},
    queries: { numbers: { number: int('A number.') } },
    scratch: [],
    options: z.strictObject({}),
    sql: pathToFileURL(join(folder, 'sql/')),
    run: async (night) => {
      let rows = 0;
      for await (const batch of night.columns('numbers')) if ((rows += batch.rows) >= take) break;
    },
  };
}

it.each([
  [{}, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' }, true],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_SDK_DISABLED: 'true' }, false],
])('is off unless the environment asks for it: %j', (env, wanted) => {
  expect(wantsOpenTelemetry(env)).toBe(wanted);
});

it('is not set up where it is off', async () => {
  expect(await startOpenTelemetry(createLog('none'), {})).toBeUndefined();
});

it('counts what was asked of a service once more', async () => {
  await using receiver = await otlpReceiver();
  await using busy = await webhookReceiver((response, number) => void response.writeHead(number < 3 ? 503 : 200).end());
  const { said, telemetry } = await started(receiver.endpoint);
  await post({ service: 'webhook', url: busy.url, body: {}, attemptMs: 5_000, budgetMs: 30_000 });
  countRetry('s3', 3);
  await telemetry?.end();
  const points = receiver.received.metrics.flatMap(({ name, sum }) =>
    name === 'lookalikes.retries' ? (sum?.dataPoints ?? []) : [],
  );
  const counts = points.map(({ attributes, asInt, asDouble }) => [
    attributes['lookalikes.service'],
    Number(asInt ?? asDouble),
  ]);
  expect(Object.fromEntries(counts)).toEqual({ webhook: 2, s3: 3 });
  expect(said).toEqual([]);
}, 30_000);

it.each([
  ['as far as it was read', 'SELECT CAST(range AS INTEGER) AS number FROM range(5000)', 1, 0],
  ['as failed', "SELECT CAST(CASE WHEN range > 4000 THEN 'x' END AS INTEGER) AS number FROM range(5000)", 1, 2],
])('has a query that is read batch by batch %s', async (_, text, take, code) => {
  await using receiver = await otlpReceiver();
  await using world = await nightWorld({
    engine: () => duckdb({ path: 'night.duckdb', threads: 1 }),
    store: fileStore({ root: 'objects' }),
  });
  const { telemetry } = await started(receiver.endpoint);
  await world.run([reading(text, take)]);
  await telemetry?.end();
  const span = receiver.received.spans.find(({ name }) => name === 'columns reading/sql/numbers.sql');
  expect(span?.status.code ?? 0).toBe(code);
  expect(Number(span?.attributes['db.response.returned_rows']) > 0).toBe(code === 0);
  expect(receiver.received.bodies.join()).not.toContain("'x'");
});

it('says once that nothing could be sent, by a code', async () => {
  const gone = await otlpReceiver();
  await gone[Symbol.asyncDispose]();
  const { said, telemetry } = await started(`${gone.endpoint}/s3cr3t`);
  trace.getTracer('a test').startSpan('a span').end();
  countRetry('s3');
  await telemetry?.end();
  expect(said).toEqual([
    'traces and metrics could not be sent (ECONNREFUSED); the night goes on without. Look at OTEL_EXPORTER_OTLP_ENDPOINT and what listens there.',
  ]);
});
