import { checkBanned, checkFixed } from './check-problem.ts';
import { LinearModelError } from './error.ts';
import { PackedModels, roomFor } from './packed-models.ts';
import type { FixedColumns, RowScale } from './problem.ts';

/** A model to score with. */
export interface LinearModel {
  /** By column. Banned columns are not looked at. */
  readonly weights: Float32Array;
  readonly bias: number;
  /** Columns that are no feature of this model, strictly ascending. Absent: none. */
  readonly banned?: Int32Array;
}

/** What the models of a {@link ScoringModel} share. */
export interface ScoringOptions {
  readonly columns: number;
  readonly rowScale: RowScale;
  /** The same as in training. */
  readonly fixed?: FixedColumns;
  /**
   * `double`, the default: sums in 64 bits, scores rounded to 32 bits at the end. `single`: everything in 32 bits, in
   * WebAssembly where it runs, several times faster; scores differ from `double` by about 1e-6.
   */
  readonly precision?: 'double' | 'single';
  /** How many threads a `ScoringThreads` over the model has, the caller's among them; 1 by default. */
  readonly threads?: number;
}

/** What scoring reads of a model; but for `packed`, plain data. */
export interface ScoringParts {
  readonly models: number;
  readonly columns: number;
  readonly rowScale: RowScale;
  readonly fixed: FixedColumns | undefined;
  readonly precision: 'double' | 'single';
  /** By model. */
  readonly biases: Float64Array;
  /** The weights, 0 where banned, and the biases. Their layout may change. */
  readonly packed: PackedModels;
  /** For each column that some model bans, those models. */
  readonly bannedBy: ReadonlyMap<number, readonly number[]>;
}

/**
 * Many models packed for scoring together: one visit of a row's column serves 16 of them, because their weights lie side by
 * side (32 bits each).
 *
 * @example
 * const model = new ScoringModel(fits, { columns: matrix.columns, rowScale: 'inverse-sqrt-length' });
 * const scores = scoreRows(matrix, model);
 * scores[row * model.models + 3]; // the margin of the row under fits[3]
 */
export class ScoringModel implements ScoringParts {
  readonly models: number;
  readonly columns: number;
  readonly rowScale: RowScale;
  readonly fixed: FixedColumns | undefined;
  readonly precision: 'double' | 'single';
  readonly threads: number;
  readonly biases: Float64Array;
  readonly packed: PackedModels;
  readonly bannedBy: ReadonlyMap<number, readonly number[]>;

  /** @throws LinearModelError `invalid-argument` for weights of another length or `threads`, `invalid-lane` for `banned`. */
  constructor(models: readonly LinearModel[], options: ScoringOptions) {
    this.models = models.length;
    this.columns = options.columns;
    this.rowScale = options.rowScale;
    this.fixed = options.fixed;
    if (options.fixed) checkFixed(options.fixed, options.columns);
    this.precision = options.precision ?? 'double';
    this.threads = options.threads ?? 1;
    if (!(Number.isInteger(this.threads) && this.threads > 0)) {
      throw new LinearModelError(
        'invalid-argument',
        `ScoringModel: threads is ${this.threads}; expected a whole number from 1.`,
      );
    }
    this.biases = Float64Array.from(models, (model) => model.bias);
    this.bannedBy = bansOf(models, options);
    const staged = this.precision === 'single' ? this.threads : 0;
    const { models: count, columns, bannedBy } = this;
    this.packed = new PackedModels(roomFor({ models: count, columns, bans: bannedBy.size > 0 }, staged), 0);
    this.#pack(models);
  }

  #pack(models: readonly LinearModel[]): void {
    const { groups, floats } = this.packed;
    for (const { first, models: count, width, weights, biases } of groups) {
      models.slice(first, first + count).forEach((model, m) => {
        floats[biases + m] = model.bias;
        for (let column = 0; column < this.columns; column++) {
          floats[weights + column * width + m] = model.weights[column]!;
        }
        for (const column of model.banned ?? []) floats[weights + column * width + m] = 0;
      });
    }
    for (const column of this.bannedBy.keys()) this.packed.flag(column);
  }
}

/** By column, the models that ban it. */
function bansOf(models: readonly LinearModel[], options: ScoringOptions): Map<number, number[]> {
  const bannedBy = new Map<number, number[]>();
  models.forEach(({ weights, banned = new Int32Array(0) }, at) => {
    if (weights.length !== options.columns) {
      throw new LinearModelError(
        'invalid-argument',
        `ScoringModel: model ${at} has ${weights.length} weights; expected one a column, ${options.columns}.`,
      );
    }
    checkBanned(`ScoringModel: model ${at}: banned`, banned, options);
    for (const column of banned) {
      const by = bannedBy.get(column);
      if (by) by.push(at);
      else bannedBy.set(column, [at]);
    }
  });
  return bannedBy;
}
