import type { Day } from '@lookalikes/schema';
import type { JournalledEffect } from './effects.ts';
import { effectsPrefix, readEffects } from './effects.ts';
import type { ObjectStore } from './object-store.ts';
import type { RunRecord } from './record.ts';

/** What is known of a region's nights. */
export interface Nights {
  /** The attempts at each night, in order. */
  readonly nights: readonly (readonly RunRecord[])[];
  /** Those of them whose leavings are still needed. */
  readonly resumable: ReadonlySet<readonly RunRecord[]>;
  /** The writes that the ledger names. */
  readonly named: ReadonlySet<string>;
  /** The tables whose rows may be dropped. */
  readonly tables: ReadonlySet<string>;
}

/** What attempts left that nobody needs. */
export interface Leftovers {
  readonly writes: readonly { readonly table: string; readonly date: Day; readonly writeId: string }[];
  readonly objects: readonly string[];
  readonly journals: readonly string[];
  /** The keys of ledger entries that an attempt announced and did not note as put: should it wake, it may put them yet. */
  readonly announced: ReadonlySet<string>;
}

/**
 * Finds in the journals what attempts left behind: rows that were never published, and objects of their night alone, with its
 * run date in the key, that no finished stage stands by.
 */
export async function leftovers(store: ObjectStore, of: Nights): Promise<Leftovers> {
  const needed = new Set(of.nights.flatMap(objectsOf));
  const writes: Leftovers['writes'][number][] = [];
  const objects = new Set<string>();
  const journals: string[] = [];
  const announced = new Set<string>();
  for (const attempts of of.nights) {
    for (const { region, runDate, attempt } of attempts) {
      const place = { night: `${region}/${runDate}`, attempt };
      const effects = await readEffects(store, place);
      const put = effects.flatMap(({ effect }) => (effect.kind === 'put' ? [effect.key] : []));
      for (const { effect, after } of effects) if (effect.kind === 'publish' && !after) announced.add(effect.key);
      if (of.resumable.has(attempts)) {
        for (const key of put) needed.add(key);
        continue;
      }
      // Under a key without the night's date other nights put, too, or leave what they find as it is.
      for (const key of put.filter((one) => one.includes(runDate))) objects.add(key);
      writes.push(...unpublished(effects, of));
      for await (const { key } of store.list(effectsPrefix(place))) journals.push(key);
    }
  }
  const orphans: string[] = [];
  for (const key of objects) {
    if (!needed.has(key) && (await store.head(key)) !== undefined) orphans.push(key);
  }
  return { writes, objects: orphans, journals, announced };
}

/**
 * The objects that the finished stages of a night stand by: those of the newest time that each was finished; and what was made once
 * the stages were over.
 */
function objectsOf(attempts: readonly RunRecord[]): string[] {
  const finished = new Map<string, readonly string[]>();
  for (const { stages, failure } of attempts) {
    for (const { stage, objects = [] } of stages) {
      if (stage !== failure?.stage) finished.set(stage, objects);
    }
  }
  return [...finished.values(), ...attempts.map(({ objects = [] }) => objects)].flat();
}

function unpublished(effects: readonly JournalledEffect[], { named, tables }: Nights): Leftovers['writes'][number][] {
  const dropped = new Set(
    effects.flatMap(({ effect, after }) =>
      effect.kind === 'drop' && after ? effect.writes.map(({ writeId }) => writeId) : [],
    ),
  );
  return effects.flatMap(({ effect }) => {
    if (effect.kind !== 'materialize' && effect.kind !== 'load') return [];
    const { table, date, writeId } = effect;
    return named.has(writeId) || dropped.has(writeId) || !tables.has(table) ? [] : [{ table, date, writeId }];
  });
}
