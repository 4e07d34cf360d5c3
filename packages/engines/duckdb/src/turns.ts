/** Lets pieces of work go one after the other, in the order they came. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Does the work when all that came before has ended, well or badly. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = Promise.allSettled([mine]);
    return mine;
  }
}
