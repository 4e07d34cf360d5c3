import type { BannedRows } from './banned-rows.ts';
import { bannedRows } from './banned-rows.ts';
import { kernelBytes } from './batch/kernel.ts';
import type { BlockPlan } from './batch/plan-blocks.ts';
import { planBlocks } from './batch/plan-blocks.ts';
import type { Path } from './check-problem.ts';
import { checkPath, checkProblem } from './check-problem.ts';
import { LinearModelError } from './error.ts';
import type { PathOptions, Problem } from './problem.ts';
import { canRun, largestMemory } from './wasm/runtime.ts';

/** Below this many visits of an entry under a lane at a strength, starting threads costs more than it brings. */
const worthThreads = 50_000_000;

/** 32-bit margins cannot meet a tolerance below this. */
const finestTolerance = 1e-4;

/**
 * The plan for the batched kernel, with as many of the threads as memory allows; undefined for the plain solver.
 *
 * @throws LinearModelError `out-of-memory` or `no-kernel` when `kernel: 'wasm'` cannot be had.
 */
export function chooseKernel(problem: Problem, path: Path, index: BannedRows): BlockPlan | undefined {
  if (path.kernel === 'plain' || problem.lanes.length === 0) return undefined;
  if (path.kernel === 'auto' && path.tolerance < finestTolerance) return undefined;
  const limit = Math.min(path.memoryLimit, largestMemory);
  const most = isSmall(problem, path) ? 1 : path.threads;
  const unplanned = { problem, path, index };
  let plan = planBlocks(unplanned, most);
  for (let threads = most - 1; plan.bytes > limit && threads > 0; threads--) plan = planBlocks(unplanned, threads);
  if (plan.bytes <= limit) {
    if (canRun(kernelBytes(plan.layouts[0]!))) return plan;
    if (path.kernel === 'auto') return undefined;
    throw new LinearModelError(
      'no-kernel',
      "kernel 'wasm': this JavaScript engine does not take the kernel; expected WebAssembly with SIMD and threads. " +
        "Take kernel: 'auto' or 'plain'.",
    );
  }
  if (path.kernel === 'auto') return undefined;
  throw new LinearModelError(
    'out-of-memory',
    `kernel 'wasm': ${megabytes(plan.bytes)} MB for ${problem.matrix.rows} rows, ${problem.matrix.columns} columns and ` +
      `${problem.matrix.columnIndex.length} entries on one thread; expected at most ${megabytes(limit)} MB ` +
      "(memoryLimit, or what the system has available, and never above 4 GiB). Sample the negatives, or take kernel: 'plain'.",
  );
}

/** What {@link fitPath} would take for a problem. */
export interface KernelNeeds {
  readonly kernel: 'wasm' | 'plain';
  /** Bytes that the kernel takes besides the problem and the fits. */
  readonly bytes: number;
  readonly threads: number;
}

/**
 * The kernel, memory and threads that {@link fitPath} would choose, without fitting anything.
 *
 * @throws LinearModelError as {@link fitPath} does before its first fit, but for `no-examples`.
 * @example const { bytes } = kernelNeeds(problem, { strengths: [0.1, 1], threads: 2 });
 */
export function kernelNeeds(problem: Problem, options: PathOptions): KernelNeeds {
  checkProblem(problem);
  const path = checkPath(options, problem.lanes);
  const index = bannedRows(
    problem.matrix,
    problem.lanes.map((lane) => lane.banned),
  );
  const plan = chooseKernel(problem, path, index);
  if (plan) return { kernel: 'wasm', bytes: plan.bytes, threads: plan.layouts.length };
  return { kernel: 'plain', bytes: problem.matrix.rows * 25 + problem.matrix.columns * 8, threads: 1 };
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6);

function isSmall({ matrix }: Problem, { strengths }: Path): boolean {
  const fits = strengths.reduce((sum, list) => sum + list.length, 0);
  return matrix.columnIndex.length * fits < worthThreads;
}
