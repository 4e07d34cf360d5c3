import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { LogLineSchema } from '@lookalikes/stage-kit';
import { beforeAll, describe, expect, it } from 'vitest';
import { start } from '../../test/lookalikes.ts';
import type { RunEvent } from '../../test/openlineage.ts';
import { eventsOf } from '../../test/openlineage.ts';
import type { ReceivedSpan } from '../../test/otlp-receiver.ts';
import { otlpReceiver } from '../../test/otlp-receiver.ts';
import { webhookReceiver } from '../../test/webhook-receiver.ts';
import { configText, newFolder, smallWorld } from '../../test/world.ts';

const key = 'lineage/{region}/{run_date}/{attempt}.ndjson';
const run = ['run', '--date', '2026-11-21', '--region', 'amer'];
const stages = ['metadata', 'training-data', 'model-selection', 'scoring', 'guard-rails', 'sync', 'reporting'];

let inputs = '';
beforeAll(async () => {
  inputs = await smallWorld();
}, 120_000);

/** A copy of the inputs whose config tells of its nights. */
function fresh(telling: object): string {
  const to = newFolder();
  cpSync(inputs, to, { recursive: true });
  const text = configText().replace('  stages:', `  telling: ${JSON.stringify(telling)},\n  stages:`);
  writeFileSync(join(to, 'lookalikes.config.ts'), text);
  return to;
}

const linesOf = (stderr: string) =>
  stderr
    .trimEnd()
    .split('\n')
    .map((line) => LogLineSchema.parse(JSON.parse(line)));

const lineageOf = (world: string, attempt = '0001') =>
  eventsOf(readFileSync(join(world, `objects/lineage/amer/2026-11-21/${attempt}.ndjson`), 'utf8'));

/** What happened to which job, in order. */
const happened = (events: readonly RunEvent[]) => events.map(({ job, eventType }) => `${job.name} ${eventType}`);

describe('a night that is told of in every way', () => {
  let world = '';
  let stderr = '';
  let status: number | null = null;
  let receiver: Awaited<ReturnType<typeof otlpReceiver>>;
  const parent = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

  beforeAll(async () => {
    world = fresh({ lineage: { to: key }, heartbeatSeconds: 0.05 });
    receiver = await otlpReceiver();
    await using _closed = receiver;
    const started = start([...run, '--log', 'json'], world, {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      TRACEPARENT: `00-${parent.traceId}-${parent.spanId}-01`,
    });
    ({ stderr, status } = await started.ended);
  }, 240_000);

  it('logs lines of the schema, each about the night', () => {
    expect([status, stderr]).toEqual([0, expect.any(String)]);
    const lines = linesOf(stderr);
    expect(lines.every(({ region, runDate }) => region === 'amer' && runDate === '2026-11-21')).toBe(true);
    const codes = new Set(lines.map(({ code }) => code));
    expect([...codes]).toEqual(expect.arrayContaining(['night-started', 'stage-done', 'still-running', 'night-ended']));
    expect(lines.filter(({ code }) => code === 'stage-done').map(({ stage }) => stage)).toEqual(stages);
    expect(lines.at(-1)).toMatchObject({
      code: 'night-ended',
      run: 'amer/2026-11-21#1',
      fields: { status: 'done', exitCode: 0 },
    });
  });

  it('says that a region lives while it is silent', () => {
    const beats = linesOf(stderr).filter(({ code }) => code === 'still-running');
    for (const { stage, message, fields } of beats) {
      expect(stages).toContain(stage);
      expect(message).toMatch(new RegExp(`^amer/2026-11-21 ${stage} for \\d+\\.\\d s`));
      expect(fields['seconds']).toEqual(expect.any(Number));
    }
  });

  it('is a trace: the command, the night, its stages and their statements, beneath who started it', () => {
    const { spans, resources } = receiver.received;
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([parent.traceId]));
    expect(resources[0]).toMatchObject({ 'service.name': 'lookalikes', 'deployment.environment.name': 'test' });
    const named = (name: string) => spans.find((span) => span.name === name) as ReceivedSpan;
    const below = ({ spanId }: { readonly spanId: string }) => spans.filter((span) => span.parentSpanId === spanId);
    expect(below(parent).map(({ name }) => name)).toEqual(['lookalikes']);
    expect(below(named('lookalikes')).map(({ name }) => name)).toEqual(['night']);
    expect(named('night').attributes).toMatchObject({
      'lookalikes.region': 'amer',
      'lookalikes.run_date': '2026-11-21',
      'lookalikes.run': 'amer/2026-11-21#1',
      'lookalikes.status': 'done',
    });
    const staged = below(named('night')).filter(({ name }) => name.startsWith('stage '));
    expect(staged.map(({ name }) => name)).toEqual(stages.map((stage) => `stage ${stage}`));
    const statements = below(named('stage training-data'));
    const seeds = statements.find(({ name }) => name === 'materialize training-data/sql/seeds.sql');
    expect(seeds?.attributes).toEqual({
      'db.system.name': 'duckdb',
      'db.operation.name': 'materialize',
      'db.collection.name': 'seeds_v1',
      'lookalikes.step': 'training-data/sql/seeds.sql',
      'lookalikes.engine': expect.stringMatching(/^duckdb /),
      'lookalikes.rows': expect.any(Number),
      'lookalikes.writes': 1,
    });
    const read = spans.filter(({ name }) => name.startsWith('columns '));
    expect(read.every(({ attributes }) => Number(attributes['db.response.returned_rows']) >= 0)).toBe(true);
    expect(read.map(({ name }) => name)).toContain('columns model-selection/sql/token_texts.sql');
    for (const { startTimeUnixNano, endTimeUnixNano } of spans) {
      expect(BigInt(endTimeUnixNano) >= BigInt(startTimeUnixNano)).toBe(true);
    }
  });

  it('has figures: seconds, rows, reach and audits', () => {
    const pointsOf = (name: string) =>
      receiver.received.metrics
        .filter((metric) => metric.name === name)
        .flatMap(({ sum, gauge, histogram }) => (sum ?? gauge ?? histogram)?.dataPoints ?? []);
    const took = pointsOf('lookalikes.stage.duration').map(({ attributes }) => attributes['lookalikes.stage']);
    expect(new Set(took)).toEqual(new Set(stages));
    expect(pointsOf('lookalikes.night.duration')).toMatchObject([{ attributes: { 'lookalikes.status': 'done' } }]);
    const rows = pointsOf('lookalikes.rows.written');
    expect(rows.find(({ attributes }) => attributes['lookalikes.dataset'] === 'seeds_v1')).toMatchObject({
      attributes: { 'lookalikes.region': 'amer', 'lookalikes.stage': 'training-data' },
    });
    const reach = pointsOf('lookalikes.reach');
    expect(reach.map(({ attributes }) => attributes['lookalikes.segment'])).toContain('1002');
    expect(reach.some(({ asInt, asDouble }) => Number(asInt ?? asDouble) > 0)).toBe(true);
  });

  it('sends no text of SQL, no parameter and no value of a row', () => {
    const all = receiver.received.bodies.join('\n');
    expect(all).not.toMatch(/SELECT|FROM|u-\d|kw:|cat:/);
  });

  it('leaves lineage that follows the specification: each stage begun and ended, with what it read and wrote', () => {
    const events = lineageOf(world);
    expect(happened(events)).toEqual([
      'amer.night START',
      ...stages.flatMap((stage) => [`amer.${stage} START`, `amer.${stage} COMPLETE`]),
      'amer.night COMPLETE',
    ]);
    const [night, ...others] = events;
    for (const { job, run: of } of others.slice(0, -1)) {
      expect(of.facets.parent).toMatchObject({ run: { runId: night?.run.runId }, job: { name: 'amer.night' } });
      expect(events.filter(({ run: { runId } }) => runId === of.runId).map(({ job: { name } }) => name)).toEqual([
        job.name,
        job.name,
      ]);
    }
    const done = events.find(({ job, eventType }) => job.name === 'amer.training-data' && eventType === 'COMPLETE');
    expect(done?.inputs.map(({ namespace, name }) => `${namespace} ${name}`)).toEqual(
      expect.arrayContaining(['file inputs/events/{source}/{date}/*.parquet', 'lookalikes amer.segments_v1']),
    );
    const seeds = done?.outputs.find(({ name }) => name === 'amer.seeds_v1');
    expect(seeds?.outputFacets?.outputStatistics.rowCount).toBeGreaterThan(0);
    expect(seeds?.facets.version?.datasetVersion).toMatch(/^[0-9a-f-]{36}$/);
    expect(seeds?.facets.schema.fields.map(({ name }) => name)).toContain('segment_id');
    expect(done?.run.facets.nominalTime.nominalStartTime).toBe('2026-11-21T00:00:00.000Z');
  });
});

describe('a night that ends badly', () => {
  it('is told as failed at its stage, in traces and lineage', async () => {
    await using webhook = await webhookReceiver((response) => void response.writeHead(200).end());
    const world = fresh({ lineage: { to: key }, webhook: { urlFile: 'webhook-url' } });
    writeFileSync(join(world, 'webhook-url'), webhook.url);
    rmSync(join(world, 'inputs/mapping/amer'), { recursive: true });
    await using receiver = await otlpReceiver();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint };
    const { status, stderr } = await start([...run, '--log', 'json'], world, env).ended;
    expect(status).toBe(1);
    const codes = linesOf(stderr).map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['night-broke-off', 'night-ended']));
    expect(webhook.posted.map(({ body }) => body)).toMatchObject([
      {
        run: 'amer/2026-11-21#1',
        status: 'failed',
        stage: 'training-data',
        reason: expect.stringContaining('mapping'),
      },
    ]);
    expect(stderr).not.toContain('s3cr3t');
    const spans = receiver.received.spans.filter(({ status: { code } }) => code === 2);
    expect(spans.map(({ name }) => name)).toEqual(expect.arrayContaining(['stage training-data', 'night']));
    expect(spans.find(({ name }) => name === 'night')?.attributes).toMatchObject({ 'error.type': 'input-missing' });
    const events = lineageOf(world);
    expect(happened(events).slice(-3)).toEqual([
      'amer.training-data START',
      'amer.training-data FAIL',
      'amer.night FAIL',
    ]);
    expect(events.at(-1)?.run.facets.errorMessage?.message).toMatch(/^input-missing: .*inputs\/mapping/);
  }, 120_000);

  it('by dying is told by the command, as lineage goes on from what the dead had told', async () => {
    const world = fresh({ lineage: { to: key } });
    const running = start(run, world);
    await running.saw('amer/2026-11-21 metadata:');
    const record = join(world, 'objects/locks/amer/00000001.json');
    process.kill((JSON.parse(readFileSync(record, 'utf8')) as { pid: number }).pid, 'SIGKILL');
    expect((await running.ended).status).toBe(1);
    const events = lineageOf(world);
    expect(happened(events).at(-1)).toBe('amer.night FAIL');
    expect(new Set(events.filter(({ job }) => job.name === 'amer.night').map((of) => of.run.runId)).size).toBe(1);
    expect(events.at(-1)?.run.facets.errorMessage?.message).toMatch(/^process-died: /);
  }, 120_000);

  it('by a signal is told whole, and in time', async () => {
    const world = fresh({ lineage: { to: key } });
    await using receiver = await otlpReceiver();
    const running = start(run, world, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint });
    await running.saw('amer/2026-11-21 metadata:');
    process.kill(running.pid, 'SIGTERM');
    expect((await running.ended).status).toBe(143);
    const night = receiver.received.spans.find(({ name }) => name === 'night');
    expect(night?.attributes).toMatchObject({ 'lookalikes.status': 'cancelled' });
    expect(happened(lineageOf(world)).at(-1)).toBe('amer.night ABORT');
  }, 120_000);
});

describe('a receiver that is not there', () => {
  it.each(['refuses', 'never answers'])(
    'and %s costs no night',
    async (how) => {
      const silent = createServer();
      await new Promise<void>((resolve) => {
        silent.listen(0, '127.0.0.1', resolve);
      });
      const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
      if (how === 'refuses') silent.close();
      const world = fresh({ lineage: { to: `${endpoint}/api/v1/lineage` } });
      const args = [...run, '--to', 'metadata'];
      const { status, stderr } = await start(args, world, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }).ended;
      silent.close();
      expect([status, stderr]).toEqual([0, expect.stringContaining('traces and metrics could not be sent')]);
      expect(stderr).toContain('lineage could not be sent');
    },
    60_000,
  );
});
