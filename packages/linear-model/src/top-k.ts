import { LinearModelError } from './error.ts';
import type { RankedBuffer } from './ranked-buffer.ts';
import { enlarged, rankedBuffer, selectFirst, sortRanked } from './ranked-buffer.ts';

/** The best entries, best first: parallel arrays. */
export interface TopEntries {
  readonly scores: Float64Array;
  /** The keys' upper 32 bits. */
  readonly keyHigh: Uint32Array;
  /** The keys' lower 32 bits. */
  readonly keyLow: Uint32Array;
}

/**
 * The k best of a stream by score descending, then by key ascending: the same entries whatever the order of arrival.
 * A key is 64 bits in two halves, so that no bigint is made a row; over the buffer of a little-endian `BigInt64Array`, a
 * `Uint32Array` reads low, high, low, high, and so on. Keeps at most 2k entries of 16 bytes, and makes room by selection (Hoare 1961), which
 * beats a heap when k is large. Entries are not deduplicated: offer a key once.
 *
 * @example
 * const top = new TopK(2);
 * top.add(0.5, 0, 7); top.add(0.9, 0, 8); top.add(0.5, 0, 6);
 * top.result(); // scores 0.9, 0.5; keyLow 8, 6
 */
export class TopK {
  readonly #k: number;
  #buffer: RankedBuffer;
  #length = 0;
  /** No score below it can be among the k best. */
  #floor = -Infinity;

  /**
   * @param k - how many to keep
   * @throws LinearModelError `invalid-argument` unless it is a whole number from 1 to 2147483647.
   */
  constructor(k: number) {
    if (!Number.isInteger(k) || k < 1 || k > 0x7fffffff) {
      throw new LinearModelError('invalid-argument', `TopK: k is ${k}; expected a whole number from 1 to 2147483647.`);
    }
    this.#k = k;
    this.#buffer = rankedBuffer(Math.min(2 * k, 1024));
  }

  /** Offers an entry. A NaN score is passed over: what cannot be scored has no place. */
  add(score: number, keyHigh: number, keyLow: number): void {
    if (!(score >= this.#floor)) return;
    if (this.#length === this.#buffer.scores.length) this.#makeRoom();
    const at = this.#length++;
    // Adding 0 turns -0 into 0, which is equal to it and must not differ in the result's bytes.
    this.#buffer.scores[at] = score + 0;
    this.#buffer.keyHigh[at] = keyHigh;
    this.#buffer.keyLow[at] = keyLow;
  }

  /** The entries so far, best first: k, or all when fewer were offered. The stream can go on afterwards. */
  result(): TopEntries {
    this.#select();
    sortRanked(this.#buffer, 0, this.#length);
    return {
      scores: this.#buffer.scores.slice(0, this.#length),
      keyHigh: this.#buffer.keyHigh.slice(0, this.#length),
      keyLow: this.#buffer.keyLow.slice(0, this.#length),
    };
  }

  #makeRoom(): void {
    if (this.#length < 2 * this.#k) {
      this.#buffer = enlarged(this.#buffer, Math.min(2 * this.#k, this.#length * 2));
    } else {
      this.#select();
    }
  }

  #select(): void {
    if (this.#length <= this.#k) return;
    selectFirst(this.#buffer, this.#k, this.#length);
    this.#length = this.#k;
    let floor = Infinity;
    for (let at = 0; at < this.#k; at++) floor = Math.min(floor, this.#buffer.scores[at]!);
    this.#floor = floor;
  }
}
