import type { Finding } from './manifest.ts';

const names = {
  reach: 'reach',
  auc: 'AUC on the validation share',
  score: 'median score',
  tokens: 'share of the strongest tokens of the last night that are still among them',
} as const;

/**
 * What a rail found, for a person.
 *
 * @param reason - why a person holds the segment, where that was said
 * @example 'reach is 80, 100 in the median of 4 nights: expected 90 to 110. …'
 */
export function findingText(
  { rail, value, baseline, lowest, highest, nights, verdict }: Finding,
  reason?: string,
): string {
  if (rail === 'hand') {
    return `A person holds the segment${reason === undefined ? '' : ` (${reason})`}: what was delivered last stays. lookalikes release ends that.`;
  }
  const of = nights === 1 ? 'the night before' : `the median of ${nights} nights`;
  const digits = rail === 'reach' ? 0 : 3;
  const shown = (number: number | null) => (number ?? 0).toFixed(digits);
  const range = highest === null ? `at least ${shown(lowest)}` : `${shown(lowest)} to ${shown(highest)}`;
  const found = `The ${names[rail]} is ${shown(value)}; ${of} has ${shown(baseline)}, and what is delivered has ${range}.`;
  return `${found} ${endings[verdict]}`;
}

const endings: Readonly<Record<Finding['verdict'], string>> = {
  pass: '',
  warn: 'It is delivered; have a look.',
  hold: 'It is held: what was delivered last stays. If tonight is right, lookalikes release lets it through.',
  released: 'A person has released it: it is delivered.',
};
