import { auc } from '@lookalikes/linear-model';
import { BenchError } from '../error.ts';
import { readFloats } from '../workload/arrays.ts';
import type { Workload, WorkloadFiles } from '../workload/workload.ts';
import type { ModelsFile } from './models.ts';
import type { FitQuality } from './quality.ts';

/**
 * The quality of models, whoever made them. Sums are 64-bit and written plainly: nothing here is shared with what is measured but the AUC.
 *
 * @throws BenchError `bad-result` for a file of another length than its fits say
 */
export function evaluate(files: WorkloadFiles, workload: Workload, models: ModelsFile): FitQuality[] {
  const width = files.tokens + 1;
  const numbers = readFloats(models.path);
  if (numbers.length !== width * models.fits.length) {
    throw new BenchError(
      'bad-result',
      `${models.path} has ${numbers.length} numbers; expected ${models.fits.length} models of ${width}`,
    );
  }
  const margins = new Float64Array(files.users);
  return models.fits.map((fit, at) => {
    const model = numbers.subarray(at * width, (at + 1) * width);
    fillMargins(margins, model, workload);
    const labels = new Uint8Array(files.users);
    for (const user of workload.seeds[fit.segment]!) labels[user] = 1;
    return {
      ...fit,
      auc: auc(margins.subarray(files.trainUsers), labels.subarray(files.trainUsers)),
      objective: penalty(model) + fit.strength * loss(margins.subarray(0, files.trainUsers), labels),
    };
  });
}

function fillMargins(margins: Float64Array, model: Float32Array, { rowStart, columnIndex }: Workload): void {
  const bias = model.at(-1)!;
  for (let user = 0; user < margins.length; user++) {
    let sum = bias;
    const end = rowStart[user + 1]!;
    for (let entry = rowStart[user]!; entry < end; entry++) sum += model[columnIndex[entry]!]!;
    margins[user] = sum;
  }
}

function penalty(model: Float32Array): number {
  let squares = 0;
  for (let token = 0; token < model.length - 1; token++) squares += model[token]! ** 2;
  return squares / 2;
}

function loss(margins: Float64Array, labels: Uint8Array): number {
  let sum = 0;
  for (let user = 0; user < margins.length; user++) {
    const z = labels[user] === 1 ? -margins[user]! : margins[user]!;
    sum += z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z));
  }
  return sum;
}
