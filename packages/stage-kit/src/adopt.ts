import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Relation, Statement, Written } from './engine.ts';
import type { JournalledEffect } from './effects.ts';

/** A write of an earlier attempt that is whole. */
export interface AdoptedWrite {
  readonly writeId: string;
  readonly written: Written;
}

const WrittenResult = z.object({ rows: z.int(), checksum: z.string() });

/**
 * What the attempts that are resumed have written and not published: a SELECT that stands on the same writes, parameters
 * and bindings need not run again.
 */
export class Adoptable {
  readonly #writes = new Map<string, AdoptedWrite>();

  /**
   * @param effects - of the attempts, in order; what was dropped, or announced to be, is not there any more
   * @param except - the stages whose rows are not to be used again
   */
  constructor(effects: readonly JournalledEffect[] = [], except: ReadonlySet<string> = new Set()) {
    const dropped = new Set(
      effects.flatMap(({ effect }) => (effect.kind === 'drop' ? effect.writes.map(({ writeId }) => writeId) : [])),
    );
    for (const { stage, effect, after } of effects) {
      if (effect.kind !== 'materialize' || dropped.has(effect.writeId) || except.has(stage)) continue;
      const written = WrittenResult.safeParse(after?.result);
      if (!written.success) continue;
      const { writeId, digest } = effect;
      this.#writes.set(keyOf({ stage, ...effect }, digest), { writeId, written: written.data });
    }
  }

  /** The write that a stage need not make again, if there is one. */
  take(of: { stage: string; table: string; date: string }, digest: string): AdoptedWrite | undefined {
    return this.#writes.get(keyOf(of, digest));
  }
}

const keyOf = ({ stage, table, date }: { stage: string; table: string; date: string }, digest: string): string =>
  [stage, table, date, digest].join(' ');

/**
 * Names a SELECT and all it stands on: its text, parameters, the writes it reads and the bindings of its inputs. What lies in
 * an input is not part of it, but for the basis of a day.
 */
export function digestOf(
  { text, params, relations }: Statement,
  about: { readonly engine: string; readonly basis: string | undefined; readonly part: number | undefined },
): string {
  const of = Object.entries(relations).map(([name, relation]) => [name, standing(relation)]);
  const all = JSON.stringify({ ...about, text, params, of }, (_key, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
  return createHash('sha256').update(all).digest('hex');
}

function standing(relation: Relation): unknown {
  if (relation.kind === 'writes') return relation.writes.map(({ writeId }) => writeId);
  if (relation.kind === 'empty') return Object.keys(relation.columns);
  const { contract, binding, region, before, days } = relation;
  return { input: contract.name, binding, region, before, days };
}
