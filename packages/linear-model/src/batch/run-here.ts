import type { Turns } from '../turns.ts';
import type { BlockLane } from './block-lane.ts';
import type { BlockFit } from './lane-path.ts';
import type { BlockSolver } from './block-solver.ts';

/** Solves a block in this thread, giving way to the event loop now and then. */
export async function runHere(
  solver: BlockSolver,
  lanes: readonly BlockLane[],
  { turns, onFit }: { turns: Turns; onFit: () => void },
): Promise<BlockFit[]> {
  const steps = solver.solve(lanes, onFit);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (turns.due(step.value * lanes.length)) await turns.take();
  }
}
