import type { Calibration, calibration, RowOf } from '@lookalikes/schema';
import { leftOut, positive } from './examples.ts';

/** A row of `calibration` without whose. */
export type CalibrationBin = Omit<RowOf<typeof calibration.v1>, 'segment_id'>;

/** So many bins at most. */
const bins = 10;

/**
 * Holds the chances that a model gives against who fired, in bins of rising chance. In each of them equally many are to fire, so that
 * each is as sure as the others; users of equal margin are in one bin, so some may be empty, and are left out.
 *
 * @param of - users that the model has not seen: their margins (NaN: not ranked), their labels as `labelsOf` gives them, and the share
 *   of all users that were drawn: a negative stands for 1/rate of them
 * @returns none where there is no calibration, or nobody to hold it against
 */
export function calibrationBins(
  of: { readonly margins: Float64Array; readonly labels: Uint8Array; readonly rate: number },
  calibration: Calibration | null,
): CalibrationBin[] {
  if (calibration === null) return [];
  const { margins, labels, rate } = of;
  const { slope, intercept } = calibration;
  const users = [...margins.keys()]
    .filter((row) => !Number.isNaN(margins[row]) && labels[row] !== leftOut)
    .map((row) => {
      const fires = labels[row] === positive ? 1 : 0;
      const weight = fires === 1 ? 1 : 1 / rate;
      return {
        margin: margins[row]!,
        fires,
        weight,
        due: weight / (1 + Math.exp(-(slope * margins[row]! + intercept))),
      };
    })
    .toSorted((a, b) => a.margin - b.margin);
  const due = users.reduce((sum, user) => sum + user.due, 0);
  const found = Array.from({ length: bins }, () => ({ users: 0, due: 0, fires: 0 }));
  let [sum, bin, margin] = [0, 0, Number.NaN];
  for (const user of users) {
    if (user.margin !== margin) bin = Math.min(bins - 1, Math.floor((sum / due) * bins));
    margin = user.margin;
    sum += user.due;
    const into = found[bin]!;
    into.users += user.weight;
    into.due += user.due;
    into.fires += user.fires;
  }
  return found
    .filter(({ users: counted }) => counted > 0)
    .map((one, at) => ({ bin: at + 1, users: one.users, chance: one.due / one.users, fires: one.fires }));
}
