/**
 * What went wrong, for a program to branch on.
 *
 * - `invalid-matrix`: a matrix breaks the layout that {@link SparseMatrix} promises.
 * - `invalid-lane`: a lane's row or column numbers are out of range, out of order, or contradict each other.
 * - `no-examples`: a lane has no positive or no negative row left to learn from.
 * - `out-of-memory`: the batched kernel needs more memory than there is, or than it was allowed.
 * - `no-kernel`: the batched kernel was asked for where WebAssembly lacks what it needs.
 * - `thread-failed`: a worker thread ended before its work was done.
 * - `invalid-argument`: any other argument out of its range, or arrays whose lengths do not fit together.
 */
export type LinearModelErrorCode =
  | 'invalid-matrix'
  | 'invalid-lane'
  | 'no-examples'
  | 'out-of-memory'
  | 'no-kernel'
  | 'thread-failed'
  | 'invalid-argument';

/**
 * The one error class of this package. The message names the thing, what was found, what was expected and where.
 *
 * @example
 * try { checkMatrix(matrix); } catch (error) {
 *   if (error instanceof LinearModelError && error.code === 'invalid-matrix') rebuild();
 *   else throw error;
 * }
 */
export class LinearModelError extends Error {
  override readonly name = 'LinearModelError';
  readonly code: LinearModelErrorCode;

  constructor(code: LinearModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
