import type { Region } from '@lookalikes/schema';
import type { Death } from './dying-store.ts';

/** Where one region is killed, and what it was doing. */
export interface Point extends Death {
  readonly region: Region;
  readonly kind: string;
}

/** Before, during and after each effect of a region. */
export function allPoints(region: Region, kinds: readonly string[], next: () => number): Point[] {
  return kinds.flatMap((kind, index): Point[] => {
    const effect = { region, kind, number: index + 1 };
    return [
      { ...effect, when: 'before' },
      { ...effect, when: 'during', ms: Math.floor(next() * 20) },
      { ...effect, when: 'after' },
    ];
  });
}

/** So many of the points, of every kind and moment about as many: rare ones are not missed among the frequent. */
export function sample(points: readonly Point[], size: number, next: () => number): Point[] {
  const groups = [...Map.groupBy(points, ({ kind, when }) => `${kind} ${when}`).values()].map((group) =>
    shuffled(group, next),
  );
  const chosen: Point[] = [];
  for (let round = 0; chosen.length < Math.min(size, points.length); round++) {
    for (const group of shuffled(groups, next)) {
      const point = group[round];
      if (point && chosen.length < size) chosen.push(point);
    }
  }
  return chosen;
}

function shuffled<T>(items: readonly T[], next: () => number): T[] {
  return items
    .map((item) => ({ item, at: next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
