import type { BannedCounter } from './banned-rows.ts';
import type { Path } from './check-problem.ts';
import { bannedColumns, laneRows } from './lane-rows.ts';
import { LaneSolver } from './lane-solver.ts';
import type { Fit, PathOptions, Problem } from './problem.ts';
import { generator } from './random.ts';
import { meanSquaredLength } from './row-worth.ts';
import { Turns } from './turns.ts';

/** A problem at the door of a solver: checked, with its options filled in. */
export interface Job {
  readonly problem: Problem;
  readonly path: Path;
  readonly counter: BannedCounter;
  readonly options: PathOptions;
}

/** The reference, and the fallback where the batched kernel cannot run: one lane at a time, 64-bit numbers. */
export async function* fitPlain({ problem, path, counter, options }: Job): AsyncGenerator<Fit> {
  const { matrix, lanes } = problem;
  const turns = new Turns(options.signal);
  const squaredLength = meanSquaredLength(problem);
  const total = path.strengths.reduce((sum, list) => sum + list.length, 0);
  let done = 0;
  for (const [laneIndex, lane] of lanes.entries()) {
    const rows = laneRows(problem, lane, counter);
    const solver = new LaneSolver(matrix, rows, {
      banned: bannedColumns(lane, matrix.columns),
      prior: lane.prior,
      fixed: problem.fixed,
      next: generator(path.seed),
      tolerance: path.tolerance,
      squaredLength,
      l1Ratio: path.l1Ratio,
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
    solver.freeBias();
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
