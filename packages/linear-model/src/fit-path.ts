import { BannedCounter, bannedRows } from './banned-rows.ts';
import { checkPath, checkProblem } from './check-problem.ts';
import { chooseKernel } from './choose-kernel.ts';
import { fitBatched } from './fit-batched.ts';
import { fitPlain } from './fit-plain.ts';
import { checkExamples } from './lane-rows.ts';
import type { Fit, PathOptions, Problem } from './problem.ts';
import { Turns } from './turns.ts';

/**
 * Fits regularised logistic regression for every lane at every strength, warm-starting along a lane's path: minimises
 *
 *   (1 - r)/2 (|w - w0|^2 + (b - b0)^2) + r |w|_1 + C sum_i log(1 + exp(-m_i)),  m_i = y_i (b + s_i sum_j w_j x_ij),
 *
 * with r the `l1Ratio`, w0 and b0 the lane's prior (see {@link LaneSolver} for the step and its source). The bias is pulled towards the logit of the lane's
 * rate of positives instead of 0, which is as good as a free bias, where a bias pulled to 0 costs much at small C.
 *
 * Yields a {@link Fit} for each (lane, strength): lanes in order and a lane's strengths in order, each with arrays of its own. The
 * same input gives the same bits with the same kernel, on any machine and any number of threads, whatever other lanes are in
 * the problem. The kernels agree within what `tolerance` leaves open; `auto` takes the faster where it can.
 *
 * @throws LinearModelError `invalid-matrix`, `invalid-lane`, `invalid-argument`, `no-examples`, `out-of-memory` or
 *   `no-kernel`, before the first fit; `thread-failed` later.
 * @throws `options.signal.reason` once aborted.
 * @example
 * for await (const fit of fitPath(problem, { strengths: [0.01, 0.1, 1] })) {
 *   console.log(problem.lanes[fit.lane]!.name, fit.strength, fit.objective, fit.converged);
 * }
 */
export async function* fitPath(problem: Problem, options: PathOptions): AsyncGenerator<Fit> {
  checkProblem(problem);
  const path = checkPath(options, problem.lanes);
  options.signal?.throwIfAborted();
  const { matrix, lanes } = problem;
  const index = bannedRows(
    matrix,
    lanes.map((lane) => lane.banned),
  );
  const counter = new BannedCounter(matrix, index);
  const turns = new Turns(options.signal);
  for (const lane of lanes) {
    checkExamples(problem, lane, counter);
    if (turns.due(matrix.rows)) await turns.take();
  }
  const job = { problem, path, counter, options };
  const plan = chooseKernel(problem, path, index);
  if (plan) yield* fitBatched(job, plan);
  else yield* fitPlain(job);
}
