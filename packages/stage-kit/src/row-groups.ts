/** Some rows that lie together. */
export interface RowsOf {
  /** What must not be parted: those of one partition are in one group. */
  readonly partition: string;
  readonly rows: number;
}

/**
 * Puts what has rows into groups of not too many, in its order. A partition is never parted: one that has more rows than `most` is a
 * group alone.
 *
 * @param most - rows of a group
 * @example rowGroups([{ partition: 'a', rows: 3 }, { partition: 'b', rows: 2 }, { partition: 'c', rows: 4 }], 5) // [[a, b], [c]]
 */
export function rowGroups<T extends RowsOf>(all: readonly T[], most: number): T[][] {
  const groups: T[][] = [];
  let room = 0;
  for (const together of Map.groupBy(all, ({ partition }) => partition).values()) {
    const rows = together.reduce((sum, one) => sum + one.rows, 0);
    const last = groups.at(-1);
    if (last && rows <= room) last.push(...together);
    else {
      groups.push([...together]);
      room = most;
    }
    room -= rows;
  }
  return groups;
}
