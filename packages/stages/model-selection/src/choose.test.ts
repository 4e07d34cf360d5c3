import { expect, test } from 'vitest';
import type { Candidate, Trial } from './choose.ts';
import { better, chooseCandidate, middleTrial } from './choose.ts';
import { figuresOf } from './criterion.ts';
import { negative, positive } from './examples.ts';

const labels = Uint8Array.from({ length: 400 }, (_, row) => (row % 4 === 0 ? positive : negative));

const figuresOfFit = {
  lane: 0,
  strength: 1,
  bias: 0,
  epochs: 1,
  converged: true,
  objective: 0,
  positives: 1,
  negatives: 1,
};

/** A candidate whose positives lie `ahead` of the negatives, with noise that is its own. */
function candidate(feature_map: Trial['feature_map'], ahead: number, noise = 1): Candidate {
  const margins = Float64Array.from(
    labels,
    (label, row) => -1 + (label === positive ? ahead : 0) + noise * Math.sin(row * 7 + feature_map.length),
  );
  const judged = { margins, labels, rate: 1, share: 0.1 };
  const fit = { ...figuresOfFit, weights: new Float32Array(0) };
  const told = { ...figuresOf(judged), standard_error: null, epochs: 1, converged: true };
  const trial = { feature_map, prior: 'none', strength: 1, ...told } as const;
  return { trial, judged, fits: [fit], firstStrength: 1 };
}

test('the best of each criterion; of equals the first', () => {
  const [rough, fine] = [candidate('binary', 0.5), candidate('decayed', 2)];
  for (const criterion of ['log-loss', 'auc', 'lift'] as const) {
    expect(better(criterion, rough, fine)).toBe(fine);
    expect(better(criterion, fine, rough)).toBe(fine);
    expect(better(criterion, rough, candidate('binary', 0.5))).toBe(rough);
  }
});

test('an earlier feature map is taken where the best is not ahead of it by more than the noise', () => {
  const [first, far, close] = [candidate('binary', 1), candidate('decayed', 3), candidate('decayed', 1.02)];
  for (const criterion of ['log-loss', 'auc'] as const) {
    expect(chooseCandidate([first, far], { criterion, noise: 1 }).chosen).toBe(far);
    expect(chooseCandidate([first, close], { criterion, noise: 1 }).chosen).toBe(first);
    expect(chooseCandidate([first, close], { criterion, noise: 0 }).chosen).toBe(better(criterion, first, close));
    expect(chooseCandidate([far, first], { criterion, noise: 1 }).errors[0]).toBeNull();
    expect(chooseCandidate([far, first], { criterion, noise: 1 }).errors[1]).toBeGreaterThan(0);
  }
});

test('the lower middle of the preferred map where nobody fired', () => {
  const { trial } = candidate('binary', 1);
  const trials = [1, 3, 10, 30].map((strength): Trial => Object.assign({}, trial, { strength }));
  expect(middleTrial([...trials, candidate('decayed', 1).trial])).toBe(trials[1]);
  expect(middleTrial([trial])).toBe(trial);
});
