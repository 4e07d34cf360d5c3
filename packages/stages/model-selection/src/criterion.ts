import { auc, liftAt, logLoss, probability } from '@lookalikes/linear-model';
import type { Scores } from '@lookalikes/linear-model';
import { leftOut, positive } from './examples.ts';
import type { ModelSelectionOptions } from './options.ts';

/** What candidates are compared by. */
export type Criterion = ModelSelectionOptions['criterion'];

/** Margins of the rows that judge, and what is known of those. */
export interface Judged {
  readonly margins: Float64Array;
  readonly labels: Uint8Array;
  /** The share of all users that were drawn: a negative stands for 1/rate of them. */
  readonly rate: number;
  /** The share that is to be published. */
  readonly share: number;
}

/** A candidate's figures; null where a class is missing. */
export interface Figures {
  readonly log_loss: number | null;
  readonly auc: number | null;
  readonly lift: number | null;
}

/** How well margins rank, by every criterion. */
export function figuresOf({ margins, labels, rate, share }: Judged): Figures {
  const { scores, weights, positives, negatives } = ranked({ margins, labels, rate });
  if (positives + negatives === 0) return { log_loss: null, auc: null, lift: null };
  const log_loss = logLoss(scores, labels, weights);
  if (positives === 0 || negatives === 0) return { log_loss, auc: null, lift: null };
  return { log_loss, auc: auc(scores, labels, weights), lift: liftAt(scores, labels, { share, weights }) };
}

/** A criterion as a number of which more is better. */
export function merit(criterion: Criterion, { log_loss, auc: area, lift }: Figures): number {
  if (criterion === 'log-loss') return log_loss === null ? -Infinity : -log_loss;
  return (criterion === 'auc' ? area : lift) ?? -Infinity;
}

/**
 * The standard error of the difference of two candidates' criteria on the same rows: from how much the rows' parts in it differ.
 * For AUC, DeLong, DeLong & Clarke-Pearson, Biometrics 44 (1988); a row's part is the share of the other class that it is on the
 * right side of. For lift, whether a positive is in the published share. For log-loss, a row's loss, by its weight.
 */
export function standardError(criterion: Criterion, one: Judged, other: Judged): number {
  const { labels, rate, share } = one;
  const first = partsOf(criterion, one);
  const second = partsOf(criterion, other);
  const gaps: { readonly hits: number[]; readonly rest: number[] } = { hits: [], rest: [] };
  for (let row = 0; row < labels.length; row++) {
    const gap = first[row]! - second[row]!;
    if (!Number.isNaN(gap)) (labels[row] === positive ? gaps.hits : gaps.rest).push(gap);
  }
  const { hits, rest } = gaps;
  if (criterion === 'auc') return Math.sqrt(varianceOf(hits) / hits.length + varianceOf(rest) / rest.length);
  if (criterion === 'lift') return Math.sqrt(varianceOf(hits) / hits.length) / share;
  const weight = hits.length + rest.length / rate;
  const mean = (sumOf(hits) + sumOf(rest) / rate) / weight;
  const spread = hits.reduce((sum, gap) => sum + (gap - mean) ** 2, 0);
  return Math.sqrt(spread + rest.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / rate ** 2) / weight;
}

/** By row; NaN where it is not ranked. */
function partsOf(criterion: Criterion, { margins, labels, rate, share }: Judged): Float64Array {
  const { scores, weights } = ranked({ margins, labels, rate });
  if (criterion === 'log-loss') {
    return Float64Array.from(scores, (z, row) => -Math.log(probability(labels[row] === positive ? z : -z)));
  }
  return criterion === 'auc' ? placements(scores, labels) : inTop(scores, weights, share);
}

/** The share of the other class that each row is on the right side of; ties count half. */
function placements(scores: Scores, labels: Uint8Array): Float64Array {
  const order = rowsByScore(scores);
  const parts = new Float64Array(scores.length).fill(NaN);
  let positives = 0;
  for (const row of order) if (labels[row] === positive) positives++;
  const negatives = order.length - positives;
  let [hitsAbove, restAbove] = [0, 0];
  for (let from = 0, to = 0; from < order.length; from = to) {
    let [hits, rest] = [0, 0];
    for (; to < order.length && scores[order[to]!] === scores[order[from]!]; to++) {
      if (labels[order[to]!] === positive) hits++;
      else rest++;
    }
    for (let at = from; at < to; at++) {
      const isHit = labels[order[at]!] === positive;
      parts[order[at]!] = isHit ? 1 - (restAbove + rest / 2) / negatives : (hitsAbove + hits / 2) / positives;
    }
    hitsAbove += hits;
    restAbove += rest;
  }
  return parts;
}

/** By row: 1 within the top share of the weights, 0 below. */
function inTop(scores: Scores, weights: Float64Array, share: number): Float64Array {
  const order = rowsByScore(scores);
  const parts = new Float64Array(scores.length).fill(NaN);
  const room = share * order.reduce((sum, row) => sum + weights[row]!, 0);
  let used = 0;
  for (const row of order) {
    used += weights[row]!;
    parts[row] = used <= room ? 1 : 0;
  }
  return parts;
}

/** Rows that are ranked, best first. */
const rowsByScore = (scores: Scores): number[] =>
  Array.from(scores.keys())
    .filter((row) => !Number.isNaN(scores[row]!))
    .toSorted((a, b) => scores[b]! - scores[a]! || a - b);

/** Margins without the rows that are left out, each row's weight, and the rows ranked by kind. */
function ranked({ margins, labels, rate }: Omit<Judged, 'share'>) {
  const scores = margins.map((margin, row) => (labels[row] === leftOut ? NaN : margin));
  const weights = Float64Array.from(labels, (label) => (label === positive ? 1 : 1 / rate));
  let [positives, negatives] = [0, 0];
  scores.forEach((score, row) => {
    if (Number.isNaN(score)) return;
    if (labels[row] === positive) positives++;
    else negatives++;
  });
  return { scores, weights, positives, negatives };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function varianceOf(values: readonly number[]): number {
  const mean = sumOf(values) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
}
