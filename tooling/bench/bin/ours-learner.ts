import { appendFileSync, closeSync, openSync } from 'node:fs';
import { auc, fitPath, ScoringModel, scoreRows } from '@lookalikes/linear-model';
import type { Fit } from '@lookalikes/linear-model';
import type { OursAnswer } from '../src/learner/job.ts';
import { OursJob } from '../src/learner/job.ts';
import { readWorkload, splitWorkload } from '../src/workload/workload.ts';
import type { z } from 'zod';

// The selection job as model-selection does it: fits every segment at every strength, scores the users that validate, and
// measures the AUC of each fit.

/** Fits scored together. */
const together = 24;

const job = OursJob.parse(JSON.parse(process.argv[2]!));
const { tokens, trainUsers, users } = job.workload;
const workload = readWorkload(job.workload);
const { train, validation } = splitWorkload(workload, job.workload);

const lanes = workload.seeds.map((seeds, segment) => ({
  name: `segment ${segment}`,
  positives: seeds.filter((user) => user < trainUsers),
  excluded: new Int32Array(0),
  banned: new Int32Array(0),
}));
const labels = workload.seeds.map((seeds) => {
  const own = new Uint8Array(users - trainUsers);
  for (const user of seeds) if (user >= trainUsers) own[user - trainUsers] = 1;
  return own;
});

const aucs: number[] = [];
let scores = new Float32Array(0);
function judge(fits: readonly Fit[]): void {
  const model = new ScoringModel(fits, { columns: tokens, rowScale: 'none', precision: 'single' });
  if (scores.length !== validation.rows * fits.length) scores = new Float32Array(validation.rows * fits.length);
  scoreRows({ ...validation, columns: tokens }, model, scores);
  const own = new Float32Array(validation.rows);
  fits.forEach((fit, at) => {
    for (let row = 0; row < own.length; row++) own[row] = scores[row * fits.length + at]!;
    aucs.push(auc(own, labels[fit.lane]!));
  });
}

const out = job.models === undefined ? undefined : openSync(job.models, 'w');
let converged = 0;
let waiting: Fit[] = [];
const { strengths, kernel, threads } = job;
const options = {
  strengths,
  kernel,
  threads,
  ...(job.tolerance === undefined ? {} : { tolerance: job.tolerance }),
  ...(job.maxEpochs === undefined ? {} : { maxEpochs: job.maxEpochs }),
};
for await (const fit of fitPath({ matrix: { ...train, columns: tokens }, lanes, rowScale: 'none' }, options)) {
  if (out !== undefined) {
    appendFileSync(out, new Uint8Array(fit.weights.buffer, fit.weights.byteOffset, fit.weights.byteLength));
    appendFileSync(out, new Uint8Array(Float32Array.of(fit.bias).buffer));
  }
  if (fit.converged) converged++;
  waiting.push(fit);
  if (waiting.length < together) continue;
  judge(waiting);
  waiting = [];
}
if (waiting.length > 0) judge(waiting);
if (out !== undefined) closeSync(out);

console.log(JSON.stringify({ aucs, converged } satisfies z.infer<typeof OursAnswer>));
