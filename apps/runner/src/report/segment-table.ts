import type { SegmentFigures } from './segments.ts';
import { figureText } from './format.ts';
import { table } from './table.ts';

/**
 * The per-segment table for people; no lines where nothing is known of any segment. The backtest has a column where some segment has one.
 *
 * @example segmentTable(night.segments).join('\n')
 */
export function segmentTable(segments: readonly SegmentFigures[]): string[] {
  if (segments.length === 0) return [];
  const backtest = segments.some(({ backtestAuc }) => backtestAuc !== null);
  const columns = [
    { title: 'segment' },
    { title: 'name' },
    { title: 'seeds', right: true },
    { title: 'AUC', right: true },
    { title: 'lift at 5 %', right: true },
    ...(backtest ? [{ title: 'backtest AUC', right: true }] : []),
    { title: 'reach', right: true },
    { title: 'delivered', right: true },
    { title: 'status' },
  ];
  const rows = segments.map((segment) => [
    segment.segment,
    figureText(segment.name),
    figureText(segment.seeds),
    ratio(segment.validationAuc, 3),
    ratio(segment.validationLiftAt5, 1),
    ...(backtest ? [ratio(segment.backtestAuc, 3)] : []),
    figureText(segment.reach),
    figureText(segment.deliveredIds),
    segment.skipped ? 'skipped' : segment.notes.length > 0 ? 'see below' : 'ok',
  ]);
  const notes = segments.flatMap(({ segment, notes: said }) => said.map((note) => `${segment}: ${note}`));
  return [...table(columns, rows).split('\n'), ...notes];
}

const ratio = (value: SegmentFigures['reach'], digits: number): string =>
  typeof value === 'number' ? value.toFixed(digits) : figureText(value);
