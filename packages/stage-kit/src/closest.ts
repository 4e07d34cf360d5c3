/**
 * A helpful end for "unknown name" messages: the nearest known name, else all of them.
 *
 * @example closest('scorng', ['scoring', 'sync']) // "; did you mean 'scoring'?"
 */
export function closest(name: string, known: readonly string[]): string {
  const near = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(
      ({ candidate, distance }) => distance <= Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3)),
    )
    .toSorted((a, b) => a.distance - b.distance)[0];
  if (near) return `; did you mean '${near.candidate}'?`;
  return known.length > 0 ? `; known: ${known.toSorted().join(', ')}` : '';
}

/** Levenshtein's distance between two short words (Levenshtein 1966), a row at a time (Wagner & Fischer 1974). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
