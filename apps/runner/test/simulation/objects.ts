import { ObjectStoreError } from '@lookalikes/stage-kit';

/** The objects of a simulated store: each call is one moment, and sees all that came before it. */
export class Objects {
  /** How many keys a listing gives at a time. */
  readonly page: number;
  /** How often anything was put or deleted. */
  changes = 0;
  readonly #content = new Map<string, string>();
  /** In order. */
  readonly #keys: string[] = [];

  constructor(page: number) {
    this.page = page;
  }

  get(key: string): string {
    const content = this.#content.get(key);
    if (content === undefined) throw new ObjectStoreError('not-found', `there is nothing under '${key}'`);
    return content;
  }

  find(key: string): string | undefined {
    return this.#content.get(key);
  }

  put(key: string, content: string, ifNoneMatch: boolean): void {
    if (ifNoneMatch && this.#content.has(key))
      throw new ObjectStoreError('exists', `there is something under '${key}'`);
    if (!this.#content.has(key)) this.#keys.splice(this.#firstFrom(key), 0, key);
    this.#content.set(key, content);
    this.changes += 1;
  }

  delete(key: string): void {
    if (!this.#content.delete(key)) return;
    this.#keys.splice(this.#firstFrom(key), 1);
    this.changes += 1;
  }

  /** Some of the keys that start with the prefix, the first after a key. */
  list(prefix: string, after: string | undefined): string[] {
    const found: string[] = [];
    let at = this.#firstFrom(after === undefined || after < prefix ? prefix : after);
    if (this.#keys[at] === after) at += 1;
    for (; found.length < this.page; at++) {
      const key = this.#keys[at];
      if (key === undefined || !key.startsWith(prefix)) break;
      found.push(key);
    }
    return found;
  }

  /** All keys that start with the prefix. */
  keys(prefix = ''): string[] {
    return this.#keys.filter((key) => key.startsWith(prefix));
  }

  /** Where the first key is that is not before this one. */
  #firstFrom(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
