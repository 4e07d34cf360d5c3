import { ScoringModel, ScoringThreads, TopK } from '@lookalikes/linear-model';
import type { z } from 'zod';
import type { ScoringAnswer } from '../src/scoring/job.ts';
import { ScoringJob } from '../src/scoring/job.ts';
import { readFloats, writeArray } from '../src/workload/arrays.ts';
import { readWorkload } from '../src/workload/workload.ts';

// Scores every user for every segment, data in memory, and says how long that took; with `top`, keeps the best 2 % of each
// segment besides, as an audience is chosen.

const job = ScoringJob.parse(JSON.parse(process.argv[2]!));
const { users, tokens, segments } = job.workload;
const { rowStart, columnIndex } = readWorkload(job.workload);
const packed = readFloats(job.weights);
const models = Array.from({ length: segments }, (_, segment) => ({
  weights: Float32Array.from({ length: tokens }, (_token, token) => packed[token * segments + segment]!),
  bias: 0,
}));
const matrix = { rows: users, columns: tokens, rowStart, columnIndex };
const { precision, threads: count } = job;
const threads = new ScoringThreads(
  new ScoringModel(models, { columns: tokens, rowScale: 'none', precision, threads: count }),
);
const scores = new Float32Array(new SharedArrayBuffer(4 * users * segments));
const audience = Math.round(users * 0.02);

function keepBest(): void {
  for (let segment = 0; segment < segments; segment++) {
    const top = new TopK(audience);
    for (let user = 0; user < users; user++) top.add(scores[user * segments + segment]!, 0, user);
    top.result();
  }
}

const seconds: number[] = [];
for (let time = 0; time <= job.repeats; time++) {
  const started = performance.now();
  await threads.scoreRows(matrix, scores);
  if (job.top) keepBest();
  if (time > 0) seconds.push((performance.now() - started) / 1000);
}
await threads.stop();
writeArray(job.scores, scores);
console.log(JSON.stringify({ seconds } satisfies z.infer<typeof ScoringAnswer>));
