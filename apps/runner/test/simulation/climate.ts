import type { Dice } from './dice.ts';

/** What is asked of a simulated part. */
export type CallKind = 'read' | 'put' | 'delete' | 'statement' | 'change';

/**
 * What becomes of a call.
 *
 * `refused`: nothing happens, and it fails. `lost`: it happens, and the answer is an error. `late`: the answer is an error,
 * and it happens afterwards. `midway`: a part of it happens, and it fails. `hangs`: it happens, and there is no answer.
 */
export type Fate = 'well' | 'refused' | 'lost' | 'late' | 'midway' | 'hangs';

/** How one call goes. */
export interface Course {
  readonly fate: Fate;
  /** Milliseconds until it reaches the other side. */
  readonly there: number;
  /** Milliseconds until its answer is back. */
  readonly back: number;
  /** Of a fate that is `late`: milliseconds from the answer until it happens. */
  readonly late: number;
}

const fates: Readonly<Record<CallKind, readonly [Fate, ...Fate[]]>> = {
  read: ['refused'],
  put: ['refused', 'lost', 'late', 'late'],
  delete: ['refused', 'lost'],
  statement: ['refused', 'lost', 'midway', 'hangs'],
  change: ['refused', 'lost', 'midway'],
};

/** How badly a simulated world treats those in it. */
export class Climate {
  /** Whether all goes well from now on. */
  calm = false;
  readonly #dice: Dice;
  readonly #faults: number;
  readonly #slow: number;

  constructor(dice: Dice) {
    this.#dice = dice;
    this.#faults = dice.pick([0, 0.001, 0.004, 0.015]);
    this.#slow = dice.pick([0, 0.002, 0.01]);
  }

  /** How the next call goes. */
  course(kind: CallKind): Course {
    const dice = this.#dice;
    const working = kind === 'statement' ? dice.between(20, 400) : 0;
    if (this.calm) return { fate: 'well', there: 5 + working, back: 5, late: 0 };
    // A statement is rare beside the calls of the store, and fails as a night's does: now and then.
    const faults = kind === 'statement' ? 5 * this.#faults : this.#faults;
    return {
      fate: dice.chance(faults) ? dice.pick(fates[kind]) : 'well',
      there: this.#delay() + working,
      back: this.#delay(),
      late: dice.between(0, 5_000),
    };
  }

  /** Usually some milliseconds; seconds now and then. */
  #delay(): number {
    return this.#dice.chance(this.#slow) ? this.#dice.between(500, 8_000) : this.#dice.between(1, 40);
  }
}
