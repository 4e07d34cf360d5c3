import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cache, makeInputTables, placesIn, startEndpoint } from '@lookalikes/spark-endpoint';
import { z } from 'zod';
import type { NightAnswer } from '../src/night/job.ts';
import { dates, NightJob } from '../src/night/job.ts';
import type { NightEngine } from '../src/night/world.ts';
import { nightFolder, onDuckDb, onWarehouse, writeConfig } from '../src/night/world.ts';

// One or two nights of both regions by the real `lookalikes` command, on DuckDB or on the local Spark. What is timed is the
// command: Spark is up, its input tables are made, and two statements have warmed it.

const regions = ['amer', 'emeaApac'] as const;
const sources = join(import.meta.dirname, '../../..');
const lookalikes = join(sources, 'apps/runner/src/cli.ts');
const scoring = join(sources, 'packages/stages/scoring/src/cli.ts');
const Shown = z.object({ stages: z.array(z.object({ stage: z.string(), seconds: z.number() })) });

const Recorded = z.object({ stages: z.tuple([z.object({ seconds: z.number() })]) });

const job = NightJob.parse(JSON.parse(process.argv[2]!));
const { engine, stop } = await open();
const folder = nightFolder(job, engine);
try {
  const first = await night(dates.first);
  const next = job.next ? await night(dates.next) : undefined;
  const again = job.scoreAgain ? { engine: await scoringIn('engine'), runner: await scoringIn('runner') } : undefined;
  const answer: NightAnswer = { first, ...(next && { next }), ...(again && { again }) };
  console.log(JSON.stringify(answer));
} finally {
  await stop();
  rmSync(folder, { recursive: true, force: true });
}

async function open(): Promise<{ engine: NightEngine; stop: () => Promise<void> }> {
  if (job.engine === 'duckdb') return { engine: onDuckDb(job.world), stop: () => Promise.resolve() };
  const spark = await startEndpoint({ places: placesIn(cache), memory: '6g', threads: 2 });
  await makeInputTables(spark, 'inputs', join(job.world, 'inputs'));
  const { host, port, path, token, caFile } = spark;
  const options = { host: `https://${host}:${port}`, httpPath: path, token, caFile, schema: 'night' };
  return { engine: onWarehouse(options, 'inputs'), stop: () => spark.stop() };
}

/** Not waited for in one piece: the gateway before Spark answers from this process. */
async function run(command: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@lookalikes/source', command, ...args],
    {
      cwd: folder,
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return stdout;
}

async function night(date: string): Promise<NightAnswer['first']> {
  const started = performance.now();
  await run(lookalikes, 'run', '--date', date);
  const seconds = (performance.now() - started) / 1000;
  const stages: Record<string, number> = {};
  for (const region of regions) {
    const shown = await run(lookalikes, 'show', `${region}/${date}`, '--json');
    for (const { stage, seconds: took } of Shown.parse(JSON.parse(shown)).stages) {
      stages[stage] = (stages[stage] ?? 0) + took;
    }
  }
  console.error(`${job.engine}, ${date}: ${seconds.toFixed(1)} s; ${JSON.stringify(stages)}`);
  return { seconds, stages };
}

/** Seconds of scoring the first night's users once more, its regions side by side as in a night, and added; or what went wrong. */
async function scoringIn(computeAt: 'engine' | 'runner'): Promise<number | string> {
  writeConfig(folder, engine, computeAt);
  const took = await Promise.allSettled(
    regions.map(async (region) => {
      const record = await run(scoring, 'run', '--region', region, '--date', dates.first, '--json');
      return Recorded.parse(JSON.parse(record)).stages[0].seconds;
    }),
  );
  const failed = took.find((one) => one.status === 'rejected');
  if (failed) return (failed.reason as Error & { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? 'it failed';
  const seconds = took.reduce((sum, one) => sum + (one.status === 'fulfilled' ? one.value : 0), 0);
  console.error(`${job.engine}, scoring in the ${computeAt}: ${seconds.toFixed(1)} s`);
  return seconds;
}
