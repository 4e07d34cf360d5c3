import { carryOver } from './carry-over.ts';

/** Where descent stands, or stood, at one strength. */
export interface Solution {
  readonly strength: number;
  /** By row. */
  readonly alpha: Float64Array;
  /** By column: the prior's, and the sum of alpha y x. */
  readonly weights: Float64Array;
  /** The sum of alpha y. */
  readonly drift: number;
}

/** Where descent starts at the next strength, from the solutions at smaller ones: see {@link carryOver}. */
export function firstGuess(
  next: number,
  from: { readonly latest: Solution; readonly earlier: Solution | undefined; readonly prior: Float32Array | undefined },
): Solution {
  const { latest, earlier, prior } = from;
  const by = carryOver({ next, latest: latest.strength, earlier: earlier?.strength });
  const guess = (of: number, ofEarlier: number | undefined): number =>
    ofEarlier === undefined ? of * by.latest : of * by.latest + ofEarlier * by.earlier;
  return {
    strength: next,
    alpha: latest.alpha.map((alpha, at) => guess(alpha, earlier?.alpha[at])),
    weights: latest.weights.map((weight, column) => {
      const origin = prior ? prior[column]! : 0;
      const before = earlier && earlier.weights[column]! - origin;
      return origin + guess(weight - origin, before);
    }),
    drift: guess(latest.drift, earlier?.drift),
  };
}
