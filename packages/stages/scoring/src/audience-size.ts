/**
 * How many users an audience takes: a size from 1 is a count, one below 1 a share of the scored users, to the nearest whole
 * number and at least one user. Never more than were scored.
 *
 * @param scored - users that could be scored for the segment, without those that are left out
 * @example audienceSize(0.02, 1240); // 25
 */
export function audienceSize(size: number, scored: number): number {
  if (size >= 1) return Math.min(Math.round(size), scored);
  return Math.min(Math.max(1, Math.round(size * scored)), scored);
}
