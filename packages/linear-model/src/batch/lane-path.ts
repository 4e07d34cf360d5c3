import type { Fit } from '../problem.ts';
import { residualAllowed } from '../stopping-rule.ts';
import type { CarryOver } from '../carry-over.ts';
import { carryOver } from '../carry-over.ts';
import { overRelaxation } from '../over-relaxation.ts';
import { thresholded, thresholdOf } from '../elastic-net.ts';
import { freedOrigin } from '../free-bias.ts';
import type { BlockLane, BlockSettings } from './block-lane.ts';
import type { LaneCounts } from './lane-states.ts';
import type { Layout } from './layout.ts';
import { parameter } from './layout.ts';
import type { Views } from './views.ts';

/** A fit on its way between threads. */
export type BlockFit = Fit;

/** Where a lane lives: its place in a block, and the memory of that block. */
interface LanePlace {
  readonly layout: Layout;
  readonly views: Views;
  readonly place: number;
}

/** What a lane starts from and stops by. */
interface LaneTerms extends LaneCounts, BlockSettings {
  readonly priorBias: number;
  /** Whether the bias is pulled to the prior's, and not free. */
  readonly pulled: boolean;
}

/** One lane's way along its strengths. */
export class LanePath {
  readonly lane: BlockLane;
  readonly #at: LanePlace;
  readonly #terms: LaneTerms;
  #next = 0;
  #strength = 0;
  #earlierDrift = 0;
  #epochs = 0;
  #converged = false;
  #running = true;

  constructor(at: LanePlace, lane: BlockLane, terms: LaneTerms) {
    this.#at = at;
    this.lane = lane;
    this.#terms = terms;
    this.#setParameter('bias', terms.priorBias);
    this.#setParameter('threshold', thresholdOf(terms.l1Ratio));
  }

  get place(): number {
    return this.#at.place;
  }

  /** Whether there are strengths left. */
  get running(): boolean {
    return this.#running;
  }

  /**
   * Goes on to the next strength, or stops after the last.
   *
   * @returns what its solutions make of the first guess there, the bias's being done already; undefined where there is nothing to carry over
   */
  nextStrength(): CarryOver | undefined {
    const { strengths } = this.lane;
    if (this.#next === strengths.length) {
      this.#running = false;
      return undefined;
    }
    const { l1Ratio, squaredLength } = this.#terms;
    const latest = this.#strength;
    const earlier = strengths[this.#next - 2];
    this.#strength = strengths[this.#next++]!;
    this.#epochs = 0;
    const strength = this.#strength / (1 - l1Ratio);
    this.#setParameter('strength', strength);
    this.#setParameter('relaxation', overRelaxation(strength, squaredLength));
    if (latest === 0) return undefined;
    const guess = carryOver({ next: this.#strength, latest, earlier });
    const drift = this.#parameter('drift');
    this.#setParameter('drift', guess.latest * drift + guess.earlier * this.#earlierDrift);
    this.#earlierDrift = drift;
    return guess;
  }

  /**
   * @param residual - the sum of |f| that the epoch met
   * @returns whether the fit has ended
   */
  endEpoch(residual: number): boolean {
    const { tolerance, squaredLength, pulled, positives, negatives, maxEpochs, l1Ratio } = this.#terms;
    this.#epochs++;
    const strength = this.#strength / (1 - l1Ratio);
    const drift = this.#parameter('drift');
    const allowed = residualAllowed(tolerance, { strength, squaredLength, positives });
    this.#converged = residual < allowed && (pulled || Math.abs(drift) < allowed);
    if (this.#converged || this.#epochs === maxEpochs) return true;
    const origin = this.#parameter('bias');
    if (!pulled) this.#setParameter('bias', freedOrigin({ origin, drift, strength, positives, negatives }));
    return false;
  }

  /** Copies the solution: into the snapshot, and out of the shared memory. The objective is its penalty only, yet. */
  takeSnapshot(): BlockFit {
    const { layout, views } = this.#at;
    const { floats } = views;
    const { priorBias, pulled, positives, negatives, l1Ratio } = this.#terms;
    const weights = new Float32Array(layout.columns);
    const stride = layout.vectors * 4;
    const bias = Math.fround(this.#parameter('bias') + this.#parameter('drift'));
    this.#setParameter('snapshotBias', bias);
    const prior = layout.priorWeights / 4 + this.place - (layout.weights / 4 + this.place);
    const threshold = thresholdOf(l1Ratio);
    let squares = pulled ? (bias - priorBias) ** 2 : 0;
    let absolute = 0;
    let from = layout.weights / 4 + this.place;
    let to = layout.snapshot / 4 + this.place;
    for (let column = 0; column < layout.columns; column++, from += stride, to += stride) {
      floats[to] = floats[from]!;
      const weight = thresholded(floats[from]!, threshold);
      weights[column] = weight;
      const origin = layout.prior ? floats[from + prior]! : 0;
      squares += (weight - origin) ** 2;
      absolute += Math.abs(weight);
    }
    return {
      lane: this.lane.lane,
      strength: this.#strength,
      weights,
      bias,
      epochs: this.#epochs,
      converged: this.#converged,
      objective: ((1 - l1Ratio) * squares) / 2 + l1Ratio * absolute,
      positives,
      negatives,
    };
  }

  #parameter(name: 'bias' | 'drift'): number {
    return this.#at.views.floats[this.#parameterAt(name)]!;
  }

  #setParameter(
    name: 'bias' | 'drift' | 'relaxation' | 'snapshotBias' | 'strength' | 'threshold',
    value: number,
  ): void {
    this.#at.views.floats[this.#parameterAt(name)] = value;
  }

  #parameterAt(name: keyof typeof parameter): number {
    return (this.#at.layout.parameters + parameter[name]) / 4 + this.place;
  }
}
