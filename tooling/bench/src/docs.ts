import { readFileSync, writeFileSync } from 'node:fs';
import { BenchError } from './error.ts';
import { whereItPays } from './night/where-it-pays.ts';
import type { Results } from './results.ts';
import { rowsOf } from './rows.ts';
import { cellsOf, failuresOf } from './table.ts';

/**
 * Puts a job's results in the page, between `<!-- NAME -->` and `<!-- /NAME -->`.
 *
 * @throws BenchError `bad-argument` where the page has no such place
 */
export function writeDocs(path: string, name: string, results: Results): void {
  const page = readFileSync(path, 'utf8');
  const open = `<!-- ${name} -->`;
  const close = `<!-- /${name} -->`;
  const from = page.indexOf(open);
  const to = page.indexOf(close);
  if (from < 0 || to < from) {
    throw new BenchError(
      'bad-argument',
      `${path}: no ${open} followed by ${close}; put the two where the table belongs`,
    );
  }
  writeFileSync(path, `${page.slice(0, from + open.length)}\n\n${sectionOf(results)}\n\n${page.slice(to)}`);
}

/** A job's results as Markdown. */
function sectionOf(results: Results): string {
  const rows = rowsOf(results);
  const { head, body } = cellsOf(rows);
  const versions = [...new Set(rows.map((row) => row.versions).filter(Boolean))];
  const dates = [...new Set(results.contestants.map(({ date }) => date))];
  const facts = [
    `- command: \`${results.command}\`, ${dates.join(' and ')}`,
    `- machine: ${results.machine}`,
    `- workload: ${results.workload}`,
    `- versions: ${versions.join('; ')}`,
    ...(results.yardstick ? [`- yardstick: ${results.yardstick.who}`] : []),
  ];
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const table = [line(head), line(head.map(() => '---')), ...body.map(line)];
  const failures = failuresOf(rows).map((failure) => `- ${failure.replaceAll('\n', ' ')}`);
  return [facts, table, failures, whereItPays(results).split('\n').filter(Boolean)]
    .flatMap((part) => (part.length === 0 ? [] : [part.join('\n')]))
    .join('\n\n');
}
