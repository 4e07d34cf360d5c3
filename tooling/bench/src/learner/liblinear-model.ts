import { readFileSync } from 'node:fs';
import { BenchError } from '../error.ts';

/**
 * Reads what `liblinear-train -B VALUE` writes; a row's bias is VALUE times its weight.
 *
 * @returns the weights by token, then the bias; towards `+1`
 * @throws BenchError `bad-result` for another number of weights
 */
export function readLiblinear(path: string, tokens: number): Float32Array {
  const [head = '', body = ''] = readFileSync(path, 'utf8').split('\nw\n');
  const weights = body.trim().split('\n').map(Number);
  const features = Number(/^nr_feature (\d+)$/m.exec(head)?.[1]);
  // It knows the tokens up to the largest that it met; the bias comes after those.
  if (weights.length !== features + 1 || features > tokens) {
    throw new BenchError('bad-result', `${path}: ${weights.length} weights; expected ${features} features and a bias`);
  }
  const model = new Float32Array(tokens + 1);
  const bias = Number(/^bias (\S+)$/m.exec(head)?.[1]);
  const sign = /^label 1 /m.test(head) ? 1 : -1;
  for (let token = 0; token < features; token++) model[token] = sign * weights[token]!;
  model[tokens] = sign * bias * weights[features]!;
  return model;
}
