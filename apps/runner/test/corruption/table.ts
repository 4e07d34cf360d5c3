import { readFileSync, writeFileSync } from 'node:fs';
import type { Tally } from './kind.ts';
import { refusals } from './kind.ts';

const page = new URL('../../../../docs/reliability.md', import.meta.url);

const head = [
  '| file | held by | damaged | refused | rows set aside | the same rows | unnoticed |',
  '| --- | --- | ---: | ---: | ---: | ---: | ---: |',
];

/** The table of what was tried, in Markdown. */
export const tableOf = (tallies: readonly Tally[]): string => [...head, ...tallies.map(rowOf)].join('\n');

const rowOf = (tally: Tally): string => {
  const { kind, tried, setAside, same, unnoticed } = tally;
  const cells = [kind.name, kind.heldBy ?? 'nothing', tried, refusals(tally), setAside, same, unnoticed.length];
  return `| ${cells.join(' | ')} |`;
};

/** Puts the rows into the table of docs/reliability.md, each in the place of the one of its file; `npm run format` puts it right. */
export function writeDocs(tallies: readonly Tally[]): void {
  const text = readFileSync(page, 'utf8');
  const [before, rest] = text.split('<!-- corruption -->\n', 2);
  const end = rest?.indexOf('<!-- /corruption -->') ?? -1;
  if (before === undefined || rest === undefined || end < 0) {
    throw new Error('docs/reliability.md has no place for the table');
  }
  const nameOf = (row: string): string => row.split('|')[1]?.trim() ?? '';
  const lines = rest.slice(0, end).split('\n');
  const old = lines.filter((line) => line.startsWith('|')).slice(head.length);
  const rows = new Map([...old, ...tallies.map(rowOf)].map((row) => [nameOf(row), row]));
  const table = [...head, ...rows.values()].join('\n');
  writeFileSync(page, `${before}<!-- corruption -->\n\n${table}\n\n${rest.slice(end)}`);
}
