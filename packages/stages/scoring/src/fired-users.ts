/** Who is left out of which segment; asked in rising order of users, as histories come. */
export class FiredUsers {
  /** Low and high halves in turn. */
  readonly #keys: Int32Array;
  readonly #segments: Int32Array;
  #at = 0;

  private constructor(keys: Int32Array, segments: Int32Array) {
    this.#keys = keys;
    this.#segments = segments;
  }

  /** Reads (segment, user) pairs, sorted by user: 12 bytes a pair. */
  static async read(
    batches: AsyncIterable<{
      readonly columns: { readonly segment_no: Int32Array; readonly user_key: BigInt64Array };
    }>,
  ): Promise<FiredUsers> {
    const keys: Int32Array[] = [];
    const segments: Int32Array[] = [];
    for await (const { columns } of batches) {
      const { user_key } = columns;
      keys.push(new Int32Array(user_key.buffer, user_key.byteOffset, 2 * user_key.length));
      segments.push(columns.segment_no);
    }
    return new FiredUsers(joined(keys), joined(segments));
  }

  static readonly nobody = (): FiredUsers => new FiredUsers(new Int32Array(0), new Int32Array(0));

  /**
   * Calls `each` with the segments that the user is left out of.
   *
   * @param low - the lower half of the user's key; of all calls, keys must rise
   */
  visit(low: number, high: number, each: (segment: number) => void): void {
    while (this.#at < this.#segments.length && this.#isBelow(low, high)) this.#at++;
    for (; this.#at < this.#segments.length && this.#keys[2 * this.#at] === low; this.#at++) {
      if (this.#keys[2 * this.#at + 1] !== high) return;
      each(this.#segments[this.#at]!);
    }
  }

  /** Whether the pair at hand is of a smaller key. Keys are 60 bits, so high halves are never negative; low halves are unsigned. */
  #isBelow(low: number, high: number): boolean {
    const otherHigh = this.#keys[2 * this.#at + 1]!;
    return otherHigh < high || (otherHigh === high && this.#keys[2 * this.#at]! >>> 0 < low >>> 0);
  }
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
