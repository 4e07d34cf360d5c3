import { DuckDBInstance } from '@duckdb/node-api';
import type { z } from 'zod';
import type { ScoringAnswer } from '../src/scoring/job.ts';
import { ScoringJob } from '../src/scoring/job.ts';
import { readFloats, writeArray } from '../src/workload/arrays.ts';
import { readWorkload } from '../src/workload/workload.ts';

// Scores every user for every segment in DuckDB, a column a segment: histories (user_no, token) joined with weights (token,
// w0, w1, ...), and a sum a segment grouped by user. Tables are in memory, on two threads.

const job = ScoringJob.parse(JSON.parse(process.argv[2]!));
const { users, segments, tokens } = job.workload;
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
const names = Array.from({ length: segments }, (_, segment) => `w${segment}`);

await connection.run('CREATE TABLE histories (user_no INTEGER, token INTEGER)');
await connection.run(`CREATE TABLE weights (token INTEGER, ${names.map((name) => `${name} FLOAT`).join(', ')})`);
const { rowStart, columnIndex } = readWorkload(job.workload);
const histories = await connection.createAppender('histories');
for (let user = 0; user < users; user++) {
  for (let entry = rowStart[user]!; entry < rowStart[user + 1]!; entry++) {
    histories.appendInteger(user);
    histories.appendInteger(columnIndex[entry]!);
    histories.endRow();
  }
}
histories.closeSync();
const packed = readFloats(job.weights);
const weights = await connection.createAppender('weights');
for (let token = 0; token < tokens; token++) {
  weights.appendInteger(token);
  for (let segment = 0; segment < segments; segment++) weights.appendFloat(packed[token * segments + segment]!);
  weights.endRow();
}
weights.closeSync();

const sums = names.map((name) => `CAST(sum(${name}) AS FLOAT) AS ${name}`).join(', ');
const seconds: number[] = [];
for (let time = 0; time <= job.repeats; time++) {
  const started = performance.now();
  await connection.run(
    `CREATE OR REPLACE TABLE scores AS SELECT user_no, ${sums} FROM histories JOIN weights USING (token) GROUP BY user_no`,
  );
  if (time > 0) seconds.push((performance.now() - started) / 1000);
}

const scores = new Float32Array(users * segments);
const result = await connection.stream('SELECT * FROM scores ORDER BY user_no');
let user = 0;
for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
  for (let segment = 0; segment < segments; segment++) {
    const column = chunk.getColumnValues(segment + 1) as number[];
    column.forEach((score, row) => (scores[(user + row) * segments + segment] = score));
  }
  user += chunk.rowCount;
}
writeArray(job.scores, scores);
console.log(JSON.stringify({ seconds } satisfies z.infer<typeof ScoringAnswer>));
