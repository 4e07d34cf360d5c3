/**
 * The share of training users that the pool of negatives takes, so that it holds about `maxNegatives` of them.
 *
 * The share is a whole number of millionths, as users are drawn by their hash modulo a million.
 *
 * @returns between 1 and 1,000,000
 */
export function poolShare(trainUsers: number, maxNegatives: number): number {
  if (trainUsers <= maxNegatives) return 1_000_000;
  return Math.max(1, Math.round((maxNegatives / trainUsers) * 1_000_000));
}
