/** Work that several callers ask for and that is done once; where it fails, the next caller tries again. */
export class Once {
  readonly #done = new Map<string, Promise<unknown>>();

  /** What the work of this name gave, or gives now. */
  do<T>(name: string, work: () => Promise<T>): Promise<T> {
    const known = this.#done.get(name) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const doing = work().catch((error: unknown) => {
      this.#done.delete(name);
      throw error;
    });
    this.#done.set(name, doing);
    return doing;
  }
}
