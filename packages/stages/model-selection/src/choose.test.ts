import { expect, test } from 'vitest';
import type { Trial } from './choose.ts';
import { chooseTrial } from './choose.ts';

const trial = (strength: number, log_loss: number | null, of: Partial<Trial> = {}): Trial => ({
  feature_map: 'inverse-sqrt-length',
  strength,
  prior_strength: 0,
  lift: null,
  standard_error: null,
  log_loss,
  auc: 0.7,
  epochs: 1,
  converged: true,
  ...of,
});
const binary = { feature_map: 'binary' } as const;

test('the smallest log-loss, whatever the feature map or AUC', () => {
  const trials = [trial(1, 0.3, { auc: 0.9 }), trial(3, 0.2), trial(0.1, 0.1, binary), trial(0.3, 0.4, binary)];
  expect(chooseTrial(trials)).toBe(trials[2]);
});

test('of equals the weaker, and the preferred feature map', () => {
  const trials = [trial(1, 0.2), trial(3, 0.2), trial(0.1, 0.2, binary)];
  expect(chooseTrial(trials)).toBe(trials[0]);
});

test('the lower middle of the preferred map where nobody fired', () => {
  const nobody = { auc: null };
  const trials = [1, 3, 10, 30].map((strength) => trial(strength, 1 / strength, nobody));
  const others = [trial(0.1, 0, { ...binary, ...nobody })];
  expect(chooseTrial([...trials, ...others])).toBe(trials[1]);
  expect(chooseTrial([trial(1, null, nobody)]).strength).toBe(1);
});
