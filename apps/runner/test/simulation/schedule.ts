/** Something that will happen. */
export interface Timer {
  cancel(): void;
}

interface Moment {
  readonly at: number;
  readonly number: number;
  happen: (() => void) | undefined;
}

/** So many events a simulation may have; one that has more goes round in circles. */
const most = 300_000;

/**
 * Time that passes only as events happen, one after the other. Between two events every promise that can settle does: what
 * runs in a simulation waits for its events and for nothing else, so that the same events give the same run.
 */
export class Schedule {
  /** Milliseconds since the simulation began. */
  now = 0;
  /** How many events have happened. */
  events = 0;
  readonly #heap: Moment[] = [];
  #last = 0;

  /** Lets something happen so many milliseconds from now. What is due at the same time happens in the order it was asked for. */
  after(milliseconds: number, happen: () => void): Timer {
    const moment: Moment = { at: this.now + Math.max(0, milliseconds), number: ++this.#last, happen };
    this.#push(moment);
    return {
      cancel: () => {
        moment.happen = undefined;
      },
    };
  }

  /** Resolves so many milliseconds from now. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /**
   * Lets time pass until some work is over.
   *
   * @throws what the work throws; an Error where nothing is left to happen and the work is not over
   */
  async during<T>(work: Promise<T>): Promise<T> {
    const state = { over: false };
    const end = (): void => {
      state.over = true;
    };
    void work.then(end, end);
    await settled();
    while (!state.over) {
      const moment = this.#pop();
      if (!moment) throw new Error('nothing is left to happen, and somebody still waits');
      if (this.events > most) throw new Error(`it does not end: ${most} events`);
      if (!moment.happen) continue;
      this.now = moment.at;
      this.events += 1;
      moment.happen();
      await settled();
    }
    return work;
  }

  #push(moment: Moment): void {
    const heap = this.#heap;
    let at = heap.push(moment) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!earlier(heap[at]!, heap[above]!)) return;
      swap(heap, at, above);
      at = above;
    }
  }

  #pop(): Moment | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    heap[0] = last;
    for (let at = 0; ;) {
      let least = at;
      for (const below of [2 * at + 1, 2 * at + 2]) {
        if (below < heap.length && earlier(heap[below]!, heap[least]!)) least = below;
      }
      if (least === at) return first;
      swap(heap, at, least);
      at = least;
    }
  }
}

const earlier = (a: Moment, b: Moment): boolean => a.at < b.at || (a.at === b.at && a.number < b.number);

function swap(heap: Moment[], a: number, b: number): void {
  [heap[a], heap[b]] = [heap[b]!, heap[a]!];
}

/** Waits until every promise that can settle has: the queue of microtasks is empty before the next turn of the event loop. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
