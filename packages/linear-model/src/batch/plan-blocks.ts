import type { BannedRows } from '../banned-rows.ts';
import type { Path } from '../check-problem.ts';
import type { Problem } from '../problem.ts';
import { recordBytes } from './lane-states.ts';
import type { MemoryPlan } from './layout.ts';
import { lanesPerVector, maxBlockLanes, planMemory } from './layout.ts';

/** How a problem's lanes are cut into blocks, and the memory for as many threads as there are layouts. */
export interface BlockPlan extends MemoryPlan {
  /** Lane numbers, a list a block. */
  readonly blocks: readonly (readonly number[])[];
}

/** Neighbouring lanes, in blocks of nearly equal size, as many as a multiple of the threads where that leaves them 4 lanes. */
function cut(lanes: number, threads: number): number[][] {
  const fewest = Math.ceil(lanes / maxBlockLanes);
  const even = Math.ceil(fewest / threads) * threads;
  const count = Math.min(even, Math.max(fewest, Math.ceil(lanes / lanesPerVector)));
  return Array.from({ length: count }, (_, block) => {
    const first = Math.floor((block * lanes) / count);
    const past = Math.floor(((block + 1) * lanes) / count);
    return Array.from({ length: past - first }, (__, at) => first + at);
  });
}

/** A checked problem. */
export interface Unplanned {
  readonly problem: Problem;
  readonly path: Pick<Path, 'l1Ratio' | 'strengths'>;
  /** The rows of every banned column. */
  readonly index: BannedRows;
}

/** The plan for exactly this many threads, or fewer where there are fewer blocks. */
export function planBlocks({ problem, path, index }: Unplanned, threads: number): BlockPlan {
  const { matrix, lanes } = problem;
  const blocks = cut(lanes.length, threads);
  const widest = Math.max(...blocks.map((block) => block.length));
  const vectors = Math.ceil(widest / lanesPerVector);
  const rowsWith = (column: number): number => index.get(column)!.length;
  const records = blocks.map((block) =>
    recordBytes(
      block.map((lane) => lanes[lane]!.banned),
      vectors,
      rowsWith,
    ),
  );
  const shape = {
    rows: matrix.rows,
    columns: matrix.columns,
    entries: matrix.columnIndex.length,
    fixedValue: problem.fixed?.value ?? 0,
    valued: matrix.levels !== undefined,
    soft: path.l1Ratio > 0,
    prior: lanes.some((lane) => lane.prior !== undefined),
    long: path.strengths.some((strengths) => strengths.length > 2),
    vectors,
    recordBytes: Math.max(...records),
  };
  return { blocks, ...planMemory(shape, Math.min(threads, blocks.length)) };
}
