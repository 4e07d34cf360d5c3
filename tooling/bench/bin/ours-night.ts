import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cache, makeInputTables, placesIn, startEndpoint } from '@lookalikes/spark-endpoint';
import { z } from 'zod';
import type { NightAnswer } from '../src/night/job.ts';
import { dates, NightJob } from '../src/night/job.ts';
import { nightFolder, onDuckDb, onWarehouse } from '../src/night/world.ts';

// One or two nights of both regions by the real `lookalikes` command, on DuckDB or on the local Spark. What is timed is the
// command: Spark is up, its input tables are made, and two statements have warmed it.

const cli = join(import.meta.dirname, '../../../apps/runner/src/cli.ts');
const Shown = z.object({ stages: z.array(z.object({ stage: z.string(), seconds: z.number() })) });

const job = NightJob.parse(JSON.parse(process.argv[2]!));
const { folder, stop } = await open();
try {
  const first = await night(dates.first);
  const answer: NightAnswer = job.next ? { first, next: await night(dates.next) } : { first };
  console.log(JSON.stringify(answer));
} finally {
  await stop();
  rmSync(folder, { recursive: true, force: true });
}

async function open(): Promise<{ folder: string; stop: () => Promise<void> }> {
  if (job.engine === 'duckdb') {
    return { folder: nightFolder(job, onDuckDb(job.world)), stop: () => Promise.resolve() };
  }
  const spark = await startEndpoint({ places: placesIn(cache), memory: '6g', threads: 2 });
  await makeInputTables(spark, 'inputs', join(job.world, 'inputs'));
  const { host, port, path, token, caFile } = spark;
  const options = { host: `https://${host}:${port}`, httpPath: path, token, caFile, schema: 'night' };
  return { folder: nightFolder(job, onWarehouse(options, 'inputs')), stop: () => spark.stop() };
}

/** Not waited for in one piece: the gateway before Spark answers from this process. */
async function lookalikes(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@lookalikes/source', cli, ...args], {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

async function night(date: string): Promise<NightAnswer['first']> {
  const started = performance.now();
  await lookalikes('run', '--date', date);
  const seconds = (performance.now() - started) / 1000;
  const stages: Record<string, number> = {};
  for (const region of ['amer', 'emeaApac']) {
    const shown = await lookalikes('show', `${region}/${date}`, '--json');
    for (const { stage, seconds: took } of Shown.parse(JSON.parse(shown)).stages) {
      stages[stage] = (stages[stage] ?? 0) + took;
    }
  }
  console.error(`${job.engine}, ${date}: ${seconds.toFixed(1)} s; ${JSON.stringify(stages)}`);
  return { seconds, stages };
}
