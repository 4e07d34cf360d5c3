import { thresholded, thresholdOf } from './elastic-net.ts';
import { freedOrigin } from './free-bias.ts';
import type { LaneRows } from './lane-rows.ts';
import { bannedInRow, positiveRow } from './lane-rows.ts';
import type { SparseMatrix } from './matrix.ts';
import { largestCurvature } from './largest-curvature.ts';
import { exp, log, softplus } from './numeric.ts';
import { overRelaxation } from './over-relaxation.ts';
import type { FixedColumns, Prior } from './problem.ts';
import { shuffle } from './random.ts';
import { rowsPerRun } from './row-runs.ts';
import { scaledEnd, sumAt, valueOf } from './row-worth.ts';
import type { Solution } from './solution.ts';
import { firstGuess } from './solution.ts';
import { residualAllowed } from './stopping-rule.ts';

/**
 * Rows whose |f| is below this share of the mean that the stopping rule allows a row are left as they are. All together
 * they can hold back that share of the tolerance at most.
 */
const idleShare = 0.25;

/**
 * Dual coordinate descent for one lane of L2-regularised logistic regression:
 *
 *   minimise 1/2 |w|^2 + C sum_i log(1 + exp(-m_i)),  m_i = y_i (b + s_i sum of w over row i).
 *
 * The dual variables alpha_i keep w = sum_i alpha_i y_i x_i, b = b0 + sum_i alpha_i y_i ({@link freedOrigin} moves b0, which
 * begins at the logit of the rate of positives), and the optimum is where every f_i = C p_i - alpha_i is 0, p_i = 1 / (1 + exp(m_i)).
 * The family is Yu, Huang & Lin, "Dual coordinate descent methods for logistic regression and maximum entropy models",
 * Machine Learning 85 (2011). A step here needs no logarithm or line search: one trial Newton step finds the
 * interval that the margin can move in, the largest curvature p(1 - p) over it bounds the second. That one
 * cannot overshoot; the final step is {@link overRelaxation} times as long.
 *
 * Working numbers are 64-bit; every operation is one whose bits IEEE 754 fixes.
 */
export class LaneSolver {
  readonly #matrix: SparseMatrix;
  readonly #lane: LaneRows;
  readonly #banned: Uint8Array;
  readonly #next: () => number;
  readonly #blockRows: number;
  readonly #blocks: Int32Array;
  #alpha: Float64Array;
  #weights: Float64Array;
  readonly #priorBias: number;
  /** Whether the bias is pulled to the prior's, and not free. */
  readonly #pulled: boolean;
  readonly #tolerance: number;
  readonly #squaredLength: number;
  readonly #prior: Float32Array | undefined;
  readonly #fixed: FixedColumns | undefined;
  readonly #l1Ratio: number;
  readonly #threshold: number;
  #bias: number;
  /** What the bias is measured from: b less the sum of alpha y. */
  #origin: number;
  #strength = 0;
  #relaxation = 1;
  /** At the strength before the one at hand. */
  #earlier: Solution | undefined;
  #idle = 0;
  #residual = 0;

  /**
   * @param banned - by column: 1 where it is banned for the lane
   * @param next - random numbers, for the order of blocks
   */
  constructor(
    matrix: SparseMatrix,
    lane: LaneRows,
    options: {
      banned: Uint8Array;
      prior: Prior | undefined;
      fixed: FixedColumns | undefined;
      next: () => number;
      tolerance: number;
      /** The mean of |x|^2 + 1 over the problem's rows. */
      squaredLength: number;
      l1Ratio: number;
    },
  ) {
    this.#matrix = matrix;
    this.#lane = lane;
    this.#banned = options.banned;
    this.#next = options.next;
    this.#tolerance = options.tolerance;
    this.#squaredLength = options.squaredLength;
    this.#fixed = options.fixed;
    this.#blockRows = rowsPerRun(lane.rows.length);
    this.#blocks = Int32Array.from({ length: Math.ceil(lane.rows.length / this.#blockRows) }, (_, block) => block);
    this.#alpha = new Float64Array(lane.rows.length);
    this.#weights = new Float64Array(matrix.columns);
    this.#prior = options.prior?.weights.map((weight, column) => (options.banned[column] === 1 ? 0 : weight));
    if (this.#prior) this.#weights.set(this.#prior);
    this.#l1Ratio = options.l1Ratio;
    this.#threshold = thresholdOf(options.l1Ratio);
    this.#priorBias = options.prior?.bias ?? log(lane.positives / lane.negatives);
    this.#pulled = options.prior?.bias !== undefined;
    this.#bias = this.#priorBias;
    this.#origin = this.#priorBias;
  }

  get rows(): number {
    return this.#lane.rows.length;
  }

  get blocks(): number {
    return this.#blocks.length;
  }

  get weights(): Float64Array {
    if (this.#threshold === 0) return this.#weights;
    return this.#weights.map((weight) => thresholded(weight, this.#threshold));
  }

  get bias(): number {
    return this.#bias;
  }

  /** The stopping rule: the sum of |f| that the epoch met, and of alpha y for a free bias, are below what {@link residualAllowed} says. */
  get converged(): boolean {
    const allowed = this.#residualAllowed();
    return this.#residual < allowed && (this.#pulled || Math.abs(this.#bias - this.#origin) < allowed);
  }

  /** Sets C, and the {@link firstGuess} there. */
  setStrength(given: number): void {
    const strength = given / (1 - this.#l1Ratio);
    if (this.#strength > 0) this.#carryOver(strength);
    this.#strength = strength;
    this.#relaxation = overRelaxation(strength, this.#squaredLength);
    this.#idle = (idleShare * this.#residualAllowed()) / this.#lane.rows.length;
  }

  #carryOver(next: number): void {
    const drift = this.#bias - this.#origin;
    const latest = { strength: this.#strength, alpha: this.#alpha, weights: this.#weights, drift };
    const guess = firstGuess(next, { latest, earlier: this.#earlier, prior: this.#prior });
    this.#earlier = latest;
    this.#alpha = guess.alpha;
    this.#weights = guess.weights;
    this.#bias = this.#origin + guess.drift;
  }

  #residualAllowed(): number {
    const { positives } = this.#lane;
    return residualAllowed(this.#tolerance, {
      strength: this.#strength,
      squaredLength: this.#squaredLength,
      positives,
    });
  }

  /** To be called between two epochs at one strength: see {@link freedOrigin}. */
  freeBias(): void {
    if (this.#pulled) return;
    const drift = this.#bias - this.#origin;
    const { positives, negatives } = this.#lane;
    this.#origin = freedOrigin({ origin: this.#origin, drift, strength: this.#strength, positives, negatives });
    this.#bias = this.#origin + drift;
  }

  startEpoch(): void {
    this.#residual = 0;
    shuffle(this.#blocks, this.#next);
  }

  /** Steps through every row of the epoch's n-th block; returns the entries visited. */
  visitBlock(n: number): number {
    const { rowStart, columnIndex, levels } = this.#matrix;
    const { rows, kind, scale, squaredLength } = this.#lane;
    const alpha = this.#alpha;
    const weights = this.#weights;
    const strength = this.#strength;
    const first = this.#blocks[n]! * this.#blockRows;
    const last = Math.min(rows.length, first + this.#blockRows);
    let bias = this.#bias;
    const idle = this.#idle;
    const relaxation = this.#relaxation;
    let residual = 0;
    let visited = 0;

    for (let at = first; at < last; at++) {
      const row = rows[at]!;
      const start = rowStart[row]!;
      const end = scaledEnd(this.#matrix, row, this.#fixed);
      visited += end - start;

      const sum = this.#sum(start, end);
      const s = scale[at]!;
      const y = (kind[at]! & positiveRow) !== 0 ? 1 : -1;
      const margin = y * (bias + s * sum + this.#fixedSum(row, end));

      const p = 1 / (1 + exp(margin));
      const f = strength * p - alpha[at]!;
      residual += f < 0 ? -f : f;
      if (f < idle && f > -idle) continue;
      const q = squaredLength[at]!;
      const here = p * (1 - p);
      const reach = (q * f) / (1 + strength * q * here);
      const bound = largestCurvature(margin, here, margin + reach);
      const step = (relaxation * f) / (1 + strength * q * bound);
      alpha[at] = alpha[at]! + step;

      const move = y * step;
      bias += move;
      const scaled = s * move;
      if ((kind[at]! & bannedInRow) === 0 && !levels) {
        for (let entry = start; entry < end; entry++) {
          const column = columnIndex[entry]!;
          weights[column] = weights[column]! + scaled;
        }
      } else {
        this.#scatterAllowed(start, end, scaled);
      }
      if (this.#fixed) {
        const fixedMove = this.#fixed.value * move;
        for (let entry = end; entry < rowStart[row + 1]!; entry++) {
          const column = columnIndex[entry]!;
          weights[column] = weights[column]! + fixedMove;
        }
      }
    }
    this.#bias = bias;
    this.#residual += residual;
    return visited;
  }

  #scatterAllowed(start: number, end: number, scaled: number): void {
    const { columnIndex } = this.#matrix;
    for (let entry = start; entry < end; entry++) {
      const column = columnIndex[entry]!;
      if (this.#banned[column] === 1) continue;
      this.#weights[column] = this.#weights[column]! + scaled * valueOf(this.#matrix, entry);
    }
  }

  /** The sum of a row's weights times values. */
  #sum(start: number, end: number): number {
    const { columnIndex, levels } = this.#matrix;
    if (!levels && this.#threshold === 0) return sumAt(this.#weights, columnIndex, { start, end });
    let sum = 0;
    for (let entry = start; entry < end; entry++) {
      const weight = thresholded(this.#weights[columnIndex[entry]!]!, this.#threshold);
      sum += weight * valueOf(this.#matrix, entry);
    }
    return sum;
  }

  /** The sum of a row's fixed weights times their value; `end` is where they start. */
  #fixedSum(row: number, end: number): number {
    if (!this.#fixed) return 0;
    const { rowStart, columnIndex } = this.#matrix;
    let sum = 0;
    for (let entry = end; entry < rowStart[row + 1]!; entry++) {
      sum += thresholded(this.#weights[columnIndex[entry]!]!, this.#threshold);
    }
    return this.#fixed.value * sum;
  }

  /** The loss of some rows of the lane, by their place in it: sum of log(1 + exp(-m)). */
  loss(first: number, past: number): number {
    const { rowStart } = this.#matrix;
    const { rows, kind, scale } = this.#lane;
    const last = Math.min(rows.length, past);
    let total = 0;
    for (let at = first; at < last; at++) {
      const row = rows[at]!;
      const end = scaledEnd(this.#matrix, row, this.#fixed);
      const z = this.#bias + scale[at]! * this.#sum(rowStart[row]!, end) + this.#fixedSum(row, end);
      total += softplus((kind[at]! & positiveRow) !== 0 ? -z : z);
    }
    return total;
  }

  /** The penalty: (1 - r)/2 |w - w0|^2 + r |w|_1, and (1 - r)/2 (b - b0)^2 for a bias that is pulled. */
  penalty(): number {
    let squares = this.#pulled ? (this.#bias - this.#priorBias) ** 2 : 0;
    let absolute = 0;
    this.weights.forEach((weight, column) => {
      squares += (weight - (this.#prior ? this.#prior[column]! : 0)) ** 2;
      absolute += Math.abs(weight);
    });
    return ((1 - this.#l1Ratio) * squares) / 2 + this.#l1Ratio * absolute;
  }
}
