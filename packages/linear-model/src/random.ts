/**
 * A small seeded generator of 32-bit whole numbers: the same sequence on every machine (Mulberry32, Tommy Ettinger 2017).
 *
 * @example const next = generator(1); next(); // 0 to 4294967295
 */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** Puts the items in random order, in place (Fisher & Yates). */
export function shuffle(items: Int32Array, next: () => number): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor((next() / 0x100000000) * (last + 1));
    const held = items[last]!;
    items[last] = items[other]!;
    items[other] = held;
  }
}
