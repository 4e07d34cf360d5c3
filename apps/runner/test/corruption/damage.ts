import { random } from '../random.ts';

/** A file that was damaged in one place. */
export interface Damage {
  /** As in `bit 3 of byte 120` or `cut at byte 88`. */
  readonly what: string;
  readonly content: Uint8Array;
}

/** How often a file is damaged, and by which numbers. */
export interface Damaging {
  readonly flips: number;
  readonly cuts: number;
  readonly seed: number;
}

/** The same file with a bit flipped, again and again, and then cut off, again and again: the same for the same seed. */
export function* damaged(whole: Uint8Array, { flips, cuts, seed }: Damaging): Generator<Damage> {
  const next = random(seed);
  const below = (end: number): number => Math.floor(next() * end);
  for (let flip = 0; flip < flips; flip++) {
    const [at, bit] = [below(whole.length), below(8)];
    const content = Uint8Array.from(whole);
    content[at] = content[at]! ^ (1 << bit);
    yield { what: `bit ${bit} of byte ${at}`, content };
  }
  for (let cut = 0; cut < cuts; cut++) {
    const at = below(whole.length);
    yield { what: `cut at byte ${at}`, content: whole.subarray(0, at) };
  }
}
