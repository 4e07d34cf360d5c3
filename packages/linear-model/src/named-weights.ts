import { LinearModelError } from './error.ts';
import type { LinearModel } from './scoring-model.ts';

/** A model whose columns have names, so that it outlives one matrix's column numbers. */
export interface NamedModel {
  readonly bias: number;
  /** Names of the columns with a weight. */
  readonly tokens: readonly string[];
  /** As long as `tokens`. */
  readonly weights: Float32Array;
  /** Names of the columns that are no feature of the model. */
  readonly banned: readonly string[];
}

/**
 * A named model over the columns of a matrix. Names that the matrix does not have are passed over, columns that the model
 * does not name weigh 0.
 *
 * @param columnOf - the column of each name: every number from 0 to its size - 1 once
 * @throws LinearModelError `invalid-argument` when weights and names differ in number.
 * @example new ScoringModel(models.map((model) => overColumns(model, columnOf)), { columns: columnOf.size, rowScale });
 */
export function overColumns(model: NamedModel, columnOf: ReadonlyMap<string, number>): LinearModel {
  const { bias, tokens, banned } = model;
  if (tokens.length !== model.weights.length) {
    throw new LinearModelError(
      'invalid-argument',
      `overColumns: ${model.weights.length} weights for ${tokens.length} tokens; expected one a token.`,
    );
  }
  const weights = new Float32Array(columnOf.size);
  tokens.forEach((token, at) => {
    const column = columnOf.get(token);
    if (column !== undefined) weights[column] = model.weights[at]!;
  });
  return { bias, weights, banned: columnsNamed(banned, columnOf) };
}

/**
 * The columns of some names, strictly ascending; names that the matrix does not have are passed over.
 *
 * @example columnsNamed(['b', 'a', 'b', 'unknown'], new Map([['a', 0], ['b', 1]])); // 0, 1
 */
export function columnsNamed(names: readonly string[], columnOf: ReadonlyMap<string, number>): Int32Array {
  const columns = new Set<number>();
  for (const name of names) {
    const column = columnOf.get(name);
    if (column !== undefined) columns.add(column);
  }
  return Int32Array.from(columns).toSorted();
}
