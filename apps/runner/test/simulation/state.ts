import { sorted } from './database.ts';
import type { World } from './world.ts';

/** What a simulated world is left with: all that must not depend on what befell it. */
export interface State {
  /** The rows that each published partition has, by table and date. */
  readonly published: Readonly<Record<string, string>>;
  /** What lies in the store that is neither ledger nor journal, record, lock or hold. */
  readonly objects: Readonly<Record<string, string>>;
  /** What the system beside the ports has. */
  readonly outside: Readonly<Record<string, string>>;
  /** What nobody will ever read. */
  readonly orphans: readonly string[];
}

/** Looks at all that is there. */
export function stateOf({ objects, database, outside }: World): State {
  const entries = objects.keys('ledger/').map((key) => {
    const { void: isVoid = false, writeId } = JSON.parse(objects.get(key)) as { void?: true; writeId: string };
    return { key, place: key.split('/').slice(2, 4).join(' '), isVoid, writeId };
  });
  const published: Record<string, string> = {};
  const named = new Set<string>();
  const replaced: string[] = [];
  for (const [place, of] of Map.groupBy(entries, (entry) => entry.place)) {
    const counting = of.findLastIndex((entry) => !entry.isVoid);
    const { writeId = '' } = of[counting] ?? {};
    if (counting !== -1) published[place] = sorted(database.writes.get(writeId)?.rows ?? []).join('; ');
    named.add(writeId);
    // A void entry is no orphan: it keeps a run that was taken over from publishing.
    replaced.push(...of.slice(0, Math.max(0, counting)).flatMap(({ key, isVoid }) => (isVoid ? [] : [key])));
  }
  const others = objects.keys().filter((key) => !/^(ledger|journal|runs|locks|holds)\//.test(key));
  const unnamed = [...database.writes.values()].filter(({ writeId }) => !named.has(writeId));
  return {
    published,
    objects: Object.fromEntries(others.map((key) => [key, objects.get(key)])),
    outside: Object.fromEntries(outside),
    orphans: [
      ...replaced,
      ...objects.keys('journal/'),
      ...unnamed.map(({ table, date, writeId }) => `rows of ${table} ${date} ${writeId}`),
    ],
  };
}

/** How a world differs from what it must be, a line a difference. */
export function differences(expected: State, found: State): string[] {
  const parts = ['published', 'objects', 'outside'] as const;
  const lines = parts.flatMap((part) => {
    const keys = new Set([...Object.keys(expected[part]), ...Object.keys(found[part])]);
    return [...keys].flatMap((key) => {
      const [was, is] = [expected[part][key], found[part][key]];
      if (was === is) return [];
      return [`${part} ${key} is ${is === undefined ? 'lost' : was === undefined ? 'too much' : 'another'}`];
    });
  });
  return [...lines, ...found.orphans.map((orphan) => `orphaned: ${orphan}`)];
}
