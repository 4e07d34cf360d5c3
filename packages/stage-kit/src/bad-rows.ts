/** How many rows are not as they should be. */
export interface BadRows {
  readonly badRows: number;
  /** Of rows that name their segment: the segments that have bad ones, the worst first. */
  readonly segments?: { readonly segment: string; readonly badRows: number }[] | undefined;
}

/**
 * What was found in parts of the same rows, as if it had been found in one go.
 *
 * @example allBadRows([{ badRows: 1 }, { badRows: 2 }]) // { badRows: 3 }
 */
export function allBadRows(parts: readonly BadRows[]): BadRows {
  const badRows = parts.reduce((sum, part) => sum + part.badRows, 0);
  if (parts.every(({ segments }) => segments === undefined)) return { badRows };
  const bySegment = Map.groupBy(
    parts.flatMap(({ segments = [] }) => segments),
    ({ segment }) => segment,
  );
  const segments = Array.from(bySegment, ([segment, of]) => ({
    segment,
    badRows: of.reduce((sum, one) => sum + one.badRows, 0),
  }));
  return { badRows, segments: segments.toSorted((a, b) => b.badRows - a.badRows || (a.segment < b.segment ? -1 : 1)) };
}
