import { styleText } from 'node:util';
import { count, figureText } from '../report/format.ts';
import { table } from '../report/table.ts';
import { columnText } from './judge.ts';
import type { FormatParity, ParityReport } from './report.ts';

/** A comparison with the legacy, for a person: segments, weights, sizes, format, and what is beyond a threshold. */
export function parityText(report: ParityReport): string[] {
  const { night, legacy, missing, added, breaches } = report;
  const verdict =
    breaches.length === 0
      ? styleText('green', 'within every threshold')
      : styleText('red', `beyond ${breaches.length} ${breaches.length === 1 ? 'threshold' : 'thresholds'}`);
  return [
    `${styleText('bold', night)} beside ${legacy}: ${verdict}`,
    '',
    segmentTable(report),
    ...(missing.length > 0 ? [`only in the legacy: ${missing.join(', ')}`] : []),
    ...(added.length > 0 ? [`only here: ${added.join(', ')}`] : []),
    '',
    ...formatLines(report.format),
    ...(breaches.length > 0 ? ['', ...breaches.map((breach) => `${styleText('red', 'beyond')} ${breach}`)] : []),
  ];
}

function segmentTable({ segments, weights = [], sizes = [] }: ParityReport): string {
  const right = (title: string) => ({ title, right: true });
  const columns = [
    { title: 'segment' },
    ...['legacy', 'ours', 'overlap', 'best 1 %', 'best 10 %', 'best 50 %', 'weights', 'size'].map(right),
  ];
  const rows = segments.map(({ segment, legacy, ours, jaccard, bands }) => {
    const size = sizes.find((candidate) => candidate.segment === segment);
    return [
      segment,
      count(legacy),
      count(ours),
      jaccard.toFixed(3),
      figureText(bands[1]),
      figureText(bands[10]),
      figureText(bands[50]),
      figureText(weights.find((candidate) => candidate.segment === segment)?.rankCorrelation),
      size ? `${figureText(size.ours)}/${figureText(size.legacy)}` : '-',
    ];
  });
  return table(columns, rows);
}

function formatLines({ legacy, ours, compared, columns, lines }: FormatParity): string[] {
  const side = (name: string, { files, rows, badLines, unsortedLines, ends }: FormatParity['legacy']) =>
    `${name}: ${count(files)} files, ${count(rows)} lines that end in ${ends.crlf > 0 ? 'CRLF' : 'LF'}, ${count(badLines)} unlike the layout, ${count(unsortedLines)} out of order`;
  const differing = lines.reduce((sum, line) => sum + line.differing, 0);
  return [
    side('legacy', legacy),
    side('ours', ours),
    `${count(compared)} lines of the same id and segment, ${count(differing)} differ${differing > 0 ? `: ${columnText(columns)}` : ''}`,
    ...lines
      .slice(0, 20)
      .map(
        ({ segment, legacyLine, ourLine, differing: of }) =>
          `  ${segment}: ${count(of)} lines, the first is line ${count(legacyLine)} of the legacy, ${count(ourLine)} here`,
      ),
  ];
}
