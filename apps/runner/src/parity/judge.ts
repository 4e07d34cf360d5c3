import type { ParityThresholds } from './layout.ts';
import type { ParityFindings } from './report.ts';

/**
 * Which thresholds the findings are beyond, a sentence each.
 *
 * What cannot be compared is a breach too, so that nobody switches on the strength of an empty table.
 */
export function judge(findings: ParityFindings, thresholds: ParityThresholds): string[] {
  return [
    ...segmentBreaches(findings, thresholds),
    ...weightBreaches(findings, thresholds),
    ...sizeBreaches(findings, thresholds),
    ...formatBreaches(findings, thresholds),
  ];
}

const shown = (value: number): string => String(Number(value.toFixed(3)));

const outside = (ratio: number, [least, most]: readonly [number, number]): boolean =>
  !(ratio >= least && ratio <= most);

function segmentBreaches({ segments, missing, added }: ParityFindings, of: ParityThresholds): string[] {
  const found: string[] = [];
  if (segments.length === 0) found.push('no segment is on both sides');
  if (missing.length > of.missingSegments) {
    found.push(
      `${missing.length} segments of the legacy are missing (${of.missingSegments} allowed): ${list(missing)}`,
    );
  }
  if (added.length > of.newSegments) {
    found.push(`${added.length} segments are new (${of.newSegments} allowed): ${list(added)}`);
  }
  for (const { segment, legacy, ours, jaccard, bands } of segments) {
    if (outside(ours / legacy, of.reachRatio)) {
      found.push(`${segment}: reach ${ours} over ${legacy} is not within ${of.reachRatio.join(' to ')}`);
    }
    if (jaccard < of.jaccard) found.push(`${segment}: overlap ${shown(jaccard)} is below ${of.jaccard}`);
    const top = bands[10];
    if (top !== null && top < of.topBandOverlap) {
      found.push(`${segment}: of our best 10 % the legacy has ${shown(top)}, below ${of.topBandOverlap}`);
    }
  }
  return found;
}

function weightBreaches({ weights }: ParityFindings, { rankCorrelation: least }: ParityThresholds): string[] {
  if (weights === undefined) return [];
  const both = weights.filter(({ bothSides }) => bothSides > 0);
  if (both.length === 0) return ['no segment has weights on both sides'];
  return both
    .filter(({ rankCorrelation }) => rankCorrelation !== null && rankCorrelation < least)
    .map(
      ({ segment, rankCorrelation }) => `${segment}: rank correlation ${shown(rankCorrelation ?? 0)} is below ${least}`,
    );
}

function sizeBreaches({ sizes }: ParityFindings, { sizeRatio }: ParityThresholds): string[] {
  if (sizes === undefined) return [];
  const both = sizes.filter(({ legacy, ours }) => legacy !== null && ours !== null);
  if (both.length === 0) return ['no segment has a size on both sides'];
  return both
    .filter(({ legacy, ours }) => legacy !== ours && outside((ours ?? 0) / (legacy ?? 0), sizeRatio))
    .map(
      ({ segment, legacy, ours }) => `${segment}: size ${ours} over ${legacy} is not within ${sizeRatio.join(' to ')}`,
    );
}

function formatBreaches({ format }: ParityFindings, { formatDifferences: most }: ParityThresholds): string[] {
  const found: string[] = [];
  const { legacy, ours } = format;
  const differing = format.lines.reduce((sum, line) => sum + line.differing, 0);
  if (differing > most) {
    found.push(
      `${differing} of ${format.compared} lines of the same id differ (${most} allowed): ${columnText(format.columns)}`,
    );
  }
  if (format.compared === 0) found.push('no line of the same id and segment is on both sides');
  if (legacy.badLines > most) {
    found.push(`${legacy.badLines} lines of the legacy do not fit the layout, the first is ${legacy.firstBadLine}`);
  }
  if (legacy.ends.crlf > 0 !== ours.ends.crlf > 0) {
    found.push(
      `lines end differently: ${legacy.ends.crlf > 0 ? 'CRLF' : 'LF'} in the legacy, ${ours.ends.crlf > 0 ? 'CRLF' : 'LF'} here`,
    );
  }
  return found;
}

/** The columns that differ, the worst first: `value in 12 lines`. */
export const columnText = (columns: Readonly<Record<string, number>>): string =>
  Object.entries(columns)
    .filter(([, lines]) => lines > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, lines]) => `${name} in ${lines} lines`)
    .join(', ');

const list = (names: readonly string[]): string =>
  names.length > 10 ? `${names.slice(0, 10).join(', ')} and ${names.length - 10} more` : names.join(', ');
