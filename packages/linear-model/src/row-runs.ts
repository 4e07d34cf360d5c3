/**
 * Rows visited in order, because neighbours share cache lines; the runs themselves in random order. Few runs are almost a
 * fixed order, in which descent needs many times the epochs (Shalev-Shwartz & Zhang, "Stochastic dual coordinate ascent
 * methods for regularized loss minimization", JMLR 14, 2013, compare the orders): hence thousands, as long as that leaves them short.
 */
export function rowsPerRun(rows: number): number {
  return Math.min(64, Math.max(1, rows >> 12));
}
