import type { Damaging } from './damage.ts';
import { damaged } from './damage.ts';

/** What was read of a file. */
interface Read {
  /** Another text where what was read is other. */
  readonly seen: string;
  /** How many rows were set aside, with a warning. */
  readonly setAside?: number;
}

/** A kind of file that a night reads. */
export interface Kind {
  readonly name: string;
  /** What shows damage; undefined where there is nothing to hold the file against. */
  readonly heldBy: string | undefined;
  readonly whole: Uint8Array;
  /**
   * Reads a content as a night does.
   *
   * @throws what the night would end with
   */
  read(content: Uint8Array): Promise<Read>;
  close(): Promise<void>;
}

/** What came of reading damaged files. */
export interface Tally {
  readonly kind: Kind;
  readonly tried: number;
  /** An error, by its code. */
  readonly refused: ReadonlyMap<string, number>;
  /** More rows were set aside, and the night said so. */
  readonly setAside: number;
  /** All was as before: the damage was in what nobody reads. */
  readonly same: number;
  /** Something else was read, and nothing was said: what the damage was. */
  readonly unnoticed: readonly string[];
}

/** Damages a kind of file again and again, and reads it each time. */
export async function tryKind(kind: Kind, damaging: Damaging): Promise<Tally> {
  const expected = await kind.read(kind.whole);
  const refused = new Map<string, number>();
  const unnoticed: string[] = [];
  const counts = { tried: 0, setAside: 0, same: 0 };
  for (const { what, content } of damaged(kind.whole, damaging)) {
    counts.tried += 1;
    try {
      const { seen, setAside = 0 } = await kind.read(content);
      if (setAside > (expected.setAside ?? 0)) counts.setAside += 1;
      else if (seen === expected.seen) counts.same += 1;
      else unnoticed.push(what);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : `without a code: ${String(error)}`;
      refused.set(code, (refused.get(code) ?? 0) + 1);
    }
  }
  return { kind, ...counts, refused, unnoticed };
}

/** How often there was an error. */
export const refusals = ({ refused }: Tally): number => [...refused.values()].reduce((sum, times) => sum + times, 0);
