import { readFileSync, rmSync } from 'node:fs';
import { duckdb } from '@lookalikes/engine-duckdb';
import { reporting } from '@lookalikes/reporting';
import { startPostgres } from '@lookalikes/servers';
import type { Stage, StageOptions } from '@lookalikes/stage-kit';
import { createLog, runStages } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
import type { z } from 'zod';
import { givenWeights } from '../src/reporting/given-weights.ts';
import type { ReportingAnswer } from '../src/reporting/job.ts';
import { ReportingJob } from '../src/reporting/job.ts';

// The reporting stage, from published models in DuckDB to committed rows in a real PostgreSQL on the same machine: into empty
// tables, or in the place of the same rows.

const job = ReportingJob.parse(JSON.parse(process.argv[2]!));
if (job.step === 'give') {
  await run(givenWeights(job));
} else {
  const postgres = await startPostgres();
  try {
    const { caFile, password, user, ...place } = postgres.server;
    const connection = {
      ...place,
      host: 'localhost',
      ca: readFileSync(caFile, 'utf8'),
      credentials: () => ({ user, password }),
    };
    const options: StageOptions = {
      reporting: { sink: { to: 'postgres', connection, tables: 'apply', files: false } },
    };
    let seconds = await run(reporting, options);
    if (job.again) seconds = await run(reporting, options);
    const peakBytes = process.resourceUsage().maxRSS * 1024;
    console.log(JSON.stringify({ seconds, peakBytes } satisfies z.infer<typeof ReportingAnswer>));
  } finally {
    await postgres.stop();
    rmSync(job.root, { recursive: true });
  }
}

async function run(stage: Stage, stages: StageOptions = {}): Promise<number> {
  const { record, error } = await runStages([{ stage, after: [] }], {
    region: 'amer',
    runDate: '2026-11-21',
    root: job.root,
    config: {
      engine: () => duckdb({ path: 'bench.duckdb', threads: 2, memoryLimit: '2GB' }),
      store: fileStore({ root: 'objects' }),
      regions: ['amer'],
      inputs: {},
      stages: { ...stages },
    },
    log: createLog('none'),
    signal: new AbortController().signal,
  });
  if (error !== undefined) throw new Error(`${stage.name} failed`, { cause: error });
  const rows = record.stages[0]?.figures.find(({ name }) => name === 'supa_models_collection.postgres')?.value;
  if (stage === reporting && rows !== job.segments * job.tokens) throw new Error(`${String(rows)} rows came`);
  return record.stages[0]?.seconds ?? 0;
}
