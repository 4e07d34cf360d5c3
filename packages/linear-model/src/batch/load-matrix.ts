import type { Problem } from '../problem.ts';
import { fixedSquares, scaledEnd, scaleOf, squaredLengthOf, sumOfSquares } from '../row-worth.ts';
import type { Layout } from './layout.ts';
import { rowBytes } from './layout.ts';
import type { Views } from './views.ts';

/** Copies a problem's matrix to where the layout says, with each row's scale and squared length when nothing is banned. */
export function loadMatrix(problem: Problem, layout: Layout, { bytes, ints, floats }: Views): void {
  const { rowStart, columnIndex, levels, levelValues } = problem.matrix;
  ints.set(columnIndex, layout.columnIndex / 4);
  if (levels && levelValues) {
    bytes.set(levels, layout.levels);
    floats.set(levelValues, layout.levelValues / 4);
  }
  const { trainable } = problem;
  if (trainable) bytes.set(trainable, layout.trainable);
  else bytes.fill(1, layout.trainable, layout.trainable + layout.rows);
  for (let row = 0; row < layout.rows; row++) {
    const start = rowStart[row]!;
    const end = scaledEnd(problem.matrix, row, problem.fixed);
    const fixedEnd = rowStart[row + 1]!;
    const squares = sumOfSquares(problem.matrix, row, { end });
    const at = (layout.rowTable + row * rowBytes) / 4;
    // Addresses above 2 GiB wrap to negative numbers here and are unsigned again in the kernel.
    ints[at] = layout.columnIndex + start * 4;
    ints[at + 1] = layout.columnIndex + end * 4;
    floats[at + 2] = start === end ? 0 : scaleOf(squares, problem.rowScale);
    floats[at + 3] = squaredLengthOf(squares, problem.rowScale) + fixedSquares(fixedEnd - end, problem.fixed);
    if (layout.fixedValue > 0) ints[layout.fixedEnds / 4 + row] = layout.columnIndex + fixedEnd * 4;
    if (start === end) bytes[layout.trainable + row] = 0;
  }
}
