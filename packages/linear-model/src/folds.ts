import { LinearModelError } from './error.ts';
import type { Lane } from './problem.ts';

/**
 * One lane a fold, for cross-validation: lane k learns from all rows but those of fold k, on which it can be judged. The
 * lanes of all segments and folds go into one problem.
 *
 * @param foldOf - a row's fold, 0 to folds - 1; the same for all lanes, best a hash of the user
 * @param folds - 2 to 256
 * @throws LinearModelError `invalid-argument` for another number of folds, or a row in none of them.
 * @example
 * const lanes = segments.flatMap((segment) => foldLanes(segment, foldOf, 5));
 * for await (const fit of fitPath({ ...problem, lanes }, options)) judge(fit, fit.lane % 5);
 */
export function foldLanes(lane: Lane, foldOf: Uint8Array, folds: number): Lane[] {
  if (!Number.isInteger(folds) || folds < 2 || folds > 256) {
    throw new LinearModelError('invalid-argument', `foldLanes: ${folds} folds; expected a whole number from 2 to 256.`);
  }
  const wrong = foldOf.findIndex((fold) => fold >= folds);
  if (wrong >= 0) {
    throw new LinearModelError(
      'invalid-argument',
      `foldLanes: row ${wrong} is in fold ${foldOf[wrong]}; expected 0 to ${folds - 1}.`,
    );
  }
  const excluded = new Uint8Array(foldOf.length);
  for (const row of lane.excluded) excluded[row] = 1;
  return Array.from({ length: folds }, (_, fold): Lane => {
    const left: number[] = [];
    for (let row = 0; row < foldOf.length; row++) if (foldOf[row] === fold || excluded[row] === 1) left.push(row);
    return {
      ...lane,
      name: `${lane.name}, fold ${fold}`,
      positives: lane.positives.filter((row) => foldOf[row] !== fold),
      excluded: Int32Array.from(left),
    };
  });
}
