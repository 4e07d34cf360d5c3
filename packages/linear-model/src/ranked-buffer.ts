/** Entries in three parallel arrays, ranked by score descending, then by key ascending. */
export interface RankedBuffer {
  readonly scores: Float64Array;
  readonly keyHigh: Uint32Array;
  readonly keyLow: Uint32Array;
}

/** An empty buffer. */
export function rankedBuffer(capacity: number): RankedBuffer {
  return {
    scores: new Float64Array(capacity),
    keyHigh: new Uint32Array(capacity),
    keyLow: new Uint32Array(capacity),
  };
}

/** A copy with room for more. */
export function enlarged(buffer: RankedBuffer, capacity: number): RankedBuffer {
  const larger = rankedBuffer(capacity);
  larger.scores.set(buffer.scores);
  larger.keyHigh.set(buffer.keyHigh);
  larger.keyLow.set(buffer.keyLow);
  return larger;
}

function swap({ scores, keyHigh, keyLow }: RankedBuffer, a: number, b: number): void {
  const score = scores[a]!;
  const high = keyHigh[a]!;
  const low = keyLow[a]!;
  scores[a] = scores[b]!;
  keyHigh[a] = keyHigh[b]!;
  keyLow[a] = keyLow[b]!;
  scores[b] = score;
  keyHigh[b] = high;
  keyLow[b] = low;
}

/** Hoare's partition of [from, to), two entries or more: returns the last place of the part that ranks first. */
function partition(buffer: RankedBuffer, from: number, to: number): number {
  const { scores, keyHigh, keyLow } = buffer;
  // Scrambled, so that no ordinary order of arrival, sorted ones included, makes it slow; the result does not depend on it.
  const pivot = from + ((Math.imul(to - from, 0x9e3779b1) >>> 0) % (to - from));
  swap(buffer, from, pivot);
  const score = scores[from]!;
  const high = keyHigh[from]!;
  const low = keyLow[from]!;
  /** Below 0 where the entry ranks before the pivot. */
  const rank = (at: number): number =>
    scores[at] === score ? (keyHigh[at] === high ? keyLow[at]! - low : keyHigh[at]! - high) : score - scores[at]!;
  let left = from - 1;
  let right = to;
  for (;;) {
    do left++;
    while (rank(left) < 0);
    do right--;
    while (rank(right) > 0);
    if (left >= right) return right;
    swap(buffer, left, right);
  }
}

/** Moves the first `count` of the first `length` entries, by rank, to the front, in any order (Hoare's quickselect). */
export function selectFirst(buffer: RankedBuffer, count: number, length: number): void {
  let from = 0;
  let to = length;
  while (to - from > 1 && from < count && count < to) {
    const split = partition(buffer, from, to) + 1;
    if (count < split) to = split;
    else from = split;
  }
}

/** Sorts [from, to) by rank, in place. */
export function sortRanked(buffer: RankedBuffer, from: number, to: number): void {
  let start = from;
  let end = to;
  while (end - start > 1) {
    const split = partition(buffer, start, end) + 1;
    if (split - start < end - split) {
      sortRanked(buffer, start, split);
      start = split;
    } else {
      sortRanked(buffer, split, end);
      end = split;
    }
  }
}
