import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { duckdb } from '@lookalikes/engine-duckdb';
import { defineDataset, int } from '@lookalikes/schema';
import type { Write } from '@lookalikes/stage-kit';
import type { z } from 'zod';
import type { EngineAnswer } from '../src/engine/job.ts';
import { EngineJob } from '../src/engine/job.ts';

// Rows of two numbers into a database file, and out of it as typed arrays, through the Engine port.

const job = EngineJob.parse(JSON.parse(process.argv[2]!));
const pairs = defineDataset({
  name: 'bench_pairs',
  writtenBy: 'bench',
  version: { major: 1, minor: 0 },
  doc: 'Rows to measure with.',
  columns: { user_no: int('A number.'), token_no: int('Another.') },
  key: ['user_no', 'token_no'],
});
const batchRows = 65_536;

function* batches(rows: number) {
  for (let first = 0; first < rows; first += batchRows) {
    const length = Math.min(batchRows, rows - first);
    yield {
      rows: length,
      columns: {
        user_no: Int32Array.from({ length }, (_, at) => Math.floor((first + at) / 41)),
        token_no: Int32Array.from({ length }, (_, at) => (first + at) % 41),
      },
    };
  }
}

const root = mkdtempSync(join(job.folder, 'engine-'));
const engine = await duckdb({ path: 'bench.duckdb', threads: 2 }).open({ root, region: 'amer' });
try {
  const writeOf = (number: number): Write => ({
    dataset: pairs,
    partition: { region: 'amer', date: '2026-11-21' },
    writeId: `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`,
  });
  const made = [...batches(job.rows)];
  const seconds: number[] = [];
  const timed = async (time: number, work: () => Promise<number>): Promise<void> => {
    const started = performance.now();
    const rows = await work();
    if (rows !== job.rows) throw new Error(`${job.what}: ${rows} rows; expected ${job.rows}`);
    if (time > 0) seconds.push((performance.now() - started) / 1000);
  };
  const first = writeOf(0);
  if (job.what === 'columns') await engine.load(first, made);
  const statement = {
    name: 'bench.sql',
    text: 'SELECT user_no, token_no FROM {{pairs}}',
    relations: { pairs: { kind: 'writes' as const, dataset: pairs, writes: [first] } },
    params: {},
  };
  for (let time = 0; time <= job.repeats; time++) {
    await timed(time, async () => {
      if (job.what === 'load') return (await engine.load(writeOf(time + 1), made)).rows;
      let rows = 0;
      for await (const batch of engine.columns(statement, pairs.columns)) rows += batch.rows;
      return rows;
    });
    if (job.what === 'load') await engine.drop([writeOf(time + 1)]);
  }
  console.log(JSON.stringify({ seconds } satisfies z.infer<typeof EngineAnswer>));
} finally {
  await engine.close();
  rmSync(root, { recursive: true });
}
