import { exp, log } from './numeric.ts';

/** Powers of C that a solution grows by, roughly: between them nothing is far off. */
const slow = 0.3;
const fast = 0.5;

/** How many times as far as the way between the last two strengths a third may lie from them, in powers, to be foreseen by both. */
const farthest = 2;

/** How far apart, in powers of e, the last two have to lie for rounding not to drown their difference. */
const nearest = 1e-6;

/** What the solutions at the last strength and at the one before are multiplied by, to be added to the first guess at the next. */
export interface CarryOver {
  readonly latest: number;
  readonly earlier: number;
}

/**
 * The first guess at a strength from the solutions at smaller ones. From one: sqrt(C'/C) of it, closer than leaving it or C'/C of it. From two: the
 * secant through them on the scale on which what grows by C^0.3 and what grows by C^0.5 are straight, so that
 * latest + earlier s^-g = r^g for both powers g, with r = C'/C and s = C/C''. Any such sum keeps w = sum_i alpha_i y_i x_i. The predictor of path-following:
 * Allgower & Georg, Introduction to Numerical Continuation Methods (2003), chapter 2.
 *
 * @param strengths.next - C'
 * @param strengths.latest - C
 * @param strengths.earlier - C'', undefined where there is none
 * @example carryOver({ next: 4, latest: 1, earlier: undefined }) // { latest: 2, earlier: 0 }
 */
export function carryOver(strengths: {
  readonly next: number;
  readonly latest: number;
  readonly earlier: number | undefined;
}): CarryOver {
  const { next, latest, earlier } = strengths;
  const ahead = log(next / latest);
  const behind = earlier === undefined ? 0 : log(latest / earlier);
  if (behind < nearest || behind * farthest < ahead) return { latest: Math.sqrt(next / latest), earlier: 0 };
  const [slowly, quickly] = [exp(slow * ahead), exp(fast * ahead)];
  const [slowlyBack, quicklyBack] = [exp(-slow * behind), exp(-fast * behind)];
  const ofEarlier = (quickly - slowly) / (quicklyBack - slowlyBack);
  return { latest: slowly - ofEarlier * slowlyBack, earlier: ofEarlier };
}
