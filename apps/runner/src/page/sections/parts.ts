import type { Content, Html } from '../html.ts';
import { markup } from '../html.ts';

/** A column of a table: its title, and how its cells stand. */
export interface Column {
  readonly title: Content;
  /** `number`: to the right; `wide`: not on a phone; `fill`: takes what room there is. */
  readonly as?: string;
}

/** A cell; `value` is what it is sorted by, where its text would not do; null comes last. */
export interface Cell {
  readonly content: Content;
  readonly value?: number | string | null;
}

/** A table with a head; the first cell of a row is its head. A `sortable` one is sorted by the page's script. */
export function table(
  of: {
    readonly caption: string;
    readonly columns: readonly Column[];
    readonly sortable?: boolean;
    readonly as?: string;
  },
  rows: readonly { readonly cells: readonly (Cell | Content)[]; readonly of?: string }[],
): Html {
  const { caption, columns, sortable = false, as = '' } = of;
  return markup`<div class="scroll"><table class="${as}"${sortable ? markup` data-sortable` : null}>
<caption class="unseen">${caption}</caption>
<thead><tr>${columns.map(({ title, as: kind = '' }) => markup`<th scope="col" class="${kind}">${title}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ({
    cells,
    of: whose,
  }) => markup`<tr${whose === undefined ? null : markup` data-of="${whose}"`}>${cells.map((cell, at) => cellOf(cell, columns[at]?.as ?? '', at === 0))}</tr>
`,
)}</tbody>
</table></div>`;
}

function cellOf(cell: Cell | Content, as: string, isHead: boolean): Html {
  const { content, value } = isCell(cell) ? cell : { content: cell, value: undefined };
  const sort = value === undefined ? null : markup` data-value="${value ?? ''}"`;
  return isHead
    ? markup`<th scope="row" class="${as}"${sort}>${content}</th>`
    : markup`<td class="${as}"${sort}>${content}</td>`;
}

const isCell = (cell: Cell | Content): cell is Cell => typeof cell === 'object' && cell !== null && 'content' in cell;

/** A bar of a share of the cell's width, from 0 or from a beginning; for who sees it, as the numbers stand beside it. */
export function bar(parts: readonly { readonly from?: number; readonly share: number; readonly as: string }[]): Html {
  return markup`<svg class="bar" width="100%" height="12" aria-hidden="true">${parts.map(
    ({ from = 0, share, as }) => markup`<rect x="${round(from)}%" width="${round(share)}%" height="12" class="${as}"/>`,
  )}</svg>`;
}

const round = (share: number): number => Math.round(Math.max(0, Math.min(1, share)) * 10_000) / 100;

/** Terms and what they are. */
export const facts = (of: readonly (readonly [Content, Content])[], as = 'facts'): Html =>
  markup`<dl class="${as}">${of.map(([term, value]) => markup`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;

/** A chart with what it is above it, and its numbers folded below. */
export const figure = (title: Content, drawn: Html, numbers: Content): Html =>
  markup`<figure><figcaption>${title}</figcaption>${drawn}<details class="numbers"><summary>Numbers</summary>${numbers}</details></figure>`;

/** A word that says how something stands, in its colour. */
export const pill = (text: string, as: 'good' | 'warn' | 'bad' | 'quiet'): Html =>
  markup`<span class="pill ${as}">${text}</span>`;
