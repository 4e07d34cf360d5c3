import { log } from '../numeric.ts';
import { generator, shuffle } from '../random.ts';
import type { SharedMemory } from '../wasm/runtime.ts';
import { instantiate } from '../wasm/runtime.ts';
import type { BlockLane, BlockSettings } from './block-lane.ts';
import type { BlockFit } from './lane-path.ts';
import { LanePath } from './lane-path.ts';
import { LaneStates } from './lane-states.ts';
import type { Layout } from './layout.ts';
import { parameter } from './layout.ts';
import type { Kernel } from './kernel.ts';
import { kernelBytes } from './kernel.ts';
import type { Views } from './views.ts';
import { viewsOf } from './views.ts';

/** Entries that a call of the kernel visits, about: some milliseconds. */
const entriesPerCall = 1_000_000;

/**
 * Solves blocks of up to 16 lanes, one after the other, in one thread's part of the memory. All lanes of a block share each
 * visit of a row; each walks along its own strengths at its own pace, and rests when it is done. The order of rows is a
 * function of the seed and the epoch's number, so a lane's bits are the same in any company.
 */
export class BlockSolver {
  readonly #layout: Layout;
  readonly #settings: BlockSettings;
  readonly #views: Views;
  readonly #kernel: Kernel;

  constructor(layout: Layout, memory: SharedMemory, settings: BlockSettings) {
    this.#layout = layout;
    this.#settings = settings;
    this.#views = viewsOf(memory);
    this.#kernel = instantiate<Kernel>(kernelBytes(layout), memory);
  }

  /**
   * @param onFit - called when a lane is done with a strength
   * @returns a generator that yields now and then the number of entries visited, and returns the fits, by lane and strength
   */
  *solve(lanes: readonly BlockLane[], onFit: () => void): Generator<number, BlockFit[]> {
    const { runs, entries, order } = this.#layout;
    const { ints } = this.#views;
    const paths = this.#start(lanes);
    const sequence = ints.subarray(order / 4, order / 4 + runs);
    sequence.forEach((_, run) => (sequence[run] = run));
    const next = generator(this.#settings.seed);
    const runsPerCall = Math.max(1, Math.floor((runs * entriesPerCall) / Math.max(1, entries)));
    const done: BlockFit[] = [];
    let waiting: BlockFit[] = [];

    while (paths.some((path) => path.running)) {
      shuffle(sequence, next);
      this.#clearSums();
      this.#setRunning(paths.filter((path) => path.running));
      for (let from = 0; from < runs; from += runsPerCall) {
        this.#kernel.descend(from, Math.min(runs, from + runsPerCall));
        yield entriesPerCall;
      }
      const ended = paths.filter((path) => path.running && path.endEpoch(this.#sum(path.place)));
      // A lane's snapshot is free again once its loss is known.
      if (ended.some((path) => waiting.some((fit) => fit.lane === path.lane.lane))) {
        done.push(...(yield* this.#withLoss(waiting, paths)));
        waiting = [];
      }
      for (const path of ended) {
        waiting.push(path.takeSnapshot());
        onFit();
      }
      this.#advance(ended);
    }
    done.push(...(yield* this.#withLoss(waiting, paths)));
    return done.toSorted((a, b) => a.lane - b.lane || a.strength - b.strength);
  }

  #start(lanes: readonly BlockLane[]): LanePath[] {
    const { parameters, weights, alpha, columns, rows, vectors, long, earlierWeights, earlierAlpha } = this.#layout;
    const { ints, floats } = this.#views;
    const laneCount = vectors * 4;
    floats.fill(0, parameters / 4, (parameters + parameter.bytes) / 4);
    const clear = (array: number, count: number): unknown => floats.fill(0, array / 4, array / 4 + count * laneCount);
    clear(weights, columns);
    clear(alpha, rows);
    clear(earlierWeights, long ? columns : 0);
    clear(earlierAlpha, long ? rows : 0);
    if (this.#layout.prior) this.#writePriors(lanes);
    for (let place = 0; place < laneCount; place++) {
      ints[(parameters + parameter.positiveBit) / 4 + place] = 1 << place;
      ints[(parameters + parameter.activeBit) / 4 + place] = 65_536 << place;
    }
    const counts = new LaneStates(this.#layout, this.#views, this.#settings.rowScale).write(lanes);
    const paths = lanes.map((lane, place) => {
      const { positives, negatives } = counts[place]!;
      const priorBias = lane.prior?.bias ?? log(positives / negatives);
      const at = { layout: this.#layout, views: this.#views, place };
      const pulled = lane.prior?.bias !== undefined;
      return new LanePath(at, lane, { ...this.#settings, positives, negatives, priorBias, pulled });
    });
    this.#advance(paths);
    return paths;
  }

  /** Each lane's prior, 0 where it bans a column; the weights start there. */
  #writePriors(lanes: readonly BlockLane[]): void {
    const { priorWeights, weights, columns, vectors } = this.#layout;
    const { floats } = this.#views;
    const laneCount = vectors * 4;
    const from = priorWeights / 4;
    const past = from + columns * laneCount;
    floats.fill(0, from, past);
    lanes.forEach(({ prior, banned }, place) => {
      prior?.weights.forEach((weight, column) => (floats[from + column * laneCount + place] = weight));
      for (const column of banned) floats[from + column * laneCount + place] = 0;
    });
    floats.copyWithin(weights / 4, from, past);
  }

  /** Sets each lane's next strength, and its first guess there. */
  #advance(paths: readonly LanePath[]): void {
    const { parameters } = this.#layout;
    const { ints, floats } = this.#views;
    const changed = (parameters + parameter.changed) / 4;
    ints.fill(0, changed, changed + 16);
    let any = false;
    for (const path of paths) {
      const guess = path.nextStrength();
      if (guess === undefined) continue;
      any = true;
      floats[(parameters + parameter.latest) / 4 + path.place] = guess.latest;
      floats[(parameters + parameter.earlier) / 4 + path.place] = guess.earlier;
      ints[changed + path.place] = -1;
    }
    if (any) this.#kernel.carryOver();
  }

  /** Fills in the objectives of fits whose weights are in the snapshot. */
  *#withLoss(fits: readonly BlockFit[], paths: readonly LanePath[]): Generator<number, BlockFit[]> {
    const { rows, entries } = this.#layout;
    const places = new Map(paths.map((path) => [path.lane.lane, path]));
    this.#clearSums();
    this.#setRunning(fits.map((fit) => places.get(fit.lane)!));
    const rowsPerCall = Math.max(1, Math.floor((rows * entriesPerCall) / Math.max(1, entries)));
    for (let from = 0; from < rows; from += rowsPerCall) {
      this.#kernel.loss(from, Math.min(rows, from + rowsPerCall));
      yield entriesPerCall;
    }
    return fits.map((fit) => {
      const loss = this.#sum(places.get(fit.lane)!.place);
      return { ...fit, objective: fit.objective + fit.strength * loss };
    });
  }

  #setRunning(paths: readonly LanePath[]): void {
    let bits = 0;
    for (const { place } of paths) bits |= 65_537 << place;
    this.#views.ints[(this.#layout.parameters + parameter.running) / 4] = bits;
  }

  #clearSums(): void {
    const at = this.#layout.parameters + parameter.sum;
    new Float64Array(this.#views.floats.buffer, at, 16).fill(0);
  }

  #sum(place: number): number {
    const at = this.#layout.parameters + parameter.sum;
    return new Float64Array(this.#views.floats.buffer, at, 16)[place]!;
  }
}
