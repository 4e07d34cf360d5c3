import { readFileSync } from 'node:fs';
import { BenchError } from '../error.ts';

/** The number that Vowpal Wabbit gives its constant feature (constant.h). */
const constantFeature = 11_650_396;

/** The fewest bits of the table of weights that keep all tokens and the constant apart. */
export function vowpalBits(tokens: number): number {
  let places = 1;
  while (places < tokens || constantFeature % places < tokens) places *= 2;
  return Math.log2(places);
}

/**
 * Reads what Vowpal Wabbit's `--readable_model` says: lines `token:weight` after one that is `:0`.
 *
 * @returns the weights by token, then the bias
 * @throws BenchError `bad-result` where there are no weights
 */
export function readVowpal(path: string, tokens: number): Float32Array {
  const constant = constantFeature % 2 ** vowpalBits(tokens);
  const text = readFileSync(path, 'utf8');
  const start = text.indexOf('\n:0\n');
  if (start < 0) throw new BenchError('bad-result', `${path} has no line :0 before its weights`);
  const model = new Float32Array(tokens + 1);
  for (const line of text
    .slice(start + 4)
    .trimEnd()
    .split('\n')) {
    const [feature, weight] = line.split(':').map(Number);
    if (feature! < tokens) model[feature!] = weight!;
    else if (feature === constant) model[tokens] = weight!;
  }
  return model;
}
