import { BannedCounter, bannedRows } from './banned-rows.ts';
import type { Path } from './check-problem.ts';
import { checkPath, checkProblem } from './check-problem.ts';
import { checkExamples, laneRows } from './lane-rows.ts';
import { LaneSolver } from './lane-solver.ts';
import type { Fit, PathOptions, Problem } from './problem.ts';
import { generator } from './random.ts';

/** Entries visited between two looks at the event loop: some milliseconds. */
const entriesPerTurn = 4_000_000;

/** Lets timers and signals have a turn now and then, by work done and not by the clock, and stops at an abort. */
class Turns {
  readonly #signal: AbortSignal | undefined;
  #visited = 0;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** True when it is time to `await` {@link take}. */
  due(visited: number): boolean {
    this.#visited += visited;
    return this.#visited >= entriesPerTurn;
  }

  async take(): Promise<void> {
    this.#visited = 0;
    await new Promise((resolve) => setImmediate(resolve));
    this.#signal?.throwIfAborted();
  }
}

/**
 * Fits L2-regularised logistic regression for every lane at every strength, warm-starting along a lane's path
 * (see {@link LaneSolver} for the formula, the step and its source). The bias is pulled towards the logit of the lane's
 * rate of positives instead of 0, which is as good as a free bias, where a bias pulled to 0 costs much at small C.
 *
 * Yields a {@link Fit} for each (lane, strength): a lane's strengths in order, each with arrays of its own. The same
 * input gives the same bits, on any machine, whatever other lanes are in the problem.
 *
 * @throws LinearModelError `invalid-matrix`, `invalid-lane`, `invalid-argument` or `no-examples`, before the first fit.
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

  const total = path.strengths.reduce((sum, list) => sum + list.length, 0);
  let done = 0;
  for (const [laneIndex, lane] of lanes.entries()) {
    const rows = laneRows(problem, lane, counter);
    const banned = new Uint8Array(matrix.columns);
    for (const column of lane.banned) banned[column] = 1;
    const solver = new LaneSolver(matrix, rows, {
      banned,
      next: generator(path.seed),
      tolerance: path.tolerance,
    });
    for (const strength of path.strengths[laneIndex]!) {
      solver.setStrength(strength);
      const ended = await descend(solver, path, turns);
      const fit: Fit = {
        lane: laneIndex,
        strength,
        weights: Float32Array.from(solver.weights),
        bias: solver.bias,
        ...ended,
        objective: solver.penalty() + strength * (await totalLoss(solver, turns)),
        positives: rows.positives,
        negatives: rows.negatives,
      };
      done++;
      options.onProgress?.(done, total);
      yield fit;
      options.signal?.throwIfAborted();
    }
  }
}

/** Epochs until the tolerance is met. */
async function descend(solver: LaneSolver, path: Path, turns: Turns): Promise<{ epochs: number; converged: boolean }> {
  for (let epochs = 1; ; epochs++) {
    solver.startEpoch();
    for (let n = 0; n < solver.blocks; n++) if (turns.due(solver.visitBlock(n))) await turns.take();
    if (solver.converged || epochs === path.maxEpochs) return { epochs, converged: solver.converged };
  }
}

async function totalLoss(solver: LaneSolver, turns: Turns): Promise<number> {
  const chunk = 256;
  let loss = 0;
  for (let first = 0; first < solver.rows; first += chunk) {
    loss += solver.loss(first, first + chunk);
    if (turns.due(chunk * entriesPerRow)) await turns.take();
  }
  return loss;
}

/** A rough guess, for {@link totalLoss} to take its turns by. */
const entriesPerRow = 32;
