import type { Html } from '../html.ts';
import { markup, name } from '../html.ts';
import type { NightPage, PageSegment } from '../page-data.ts';
import { countOr, fixedOr, none, shortDay, signed } from '../text.ts';
import { bar, table } from './parts.ts';

const causeTexts: Readonly<Record<string, string>> = {
  weights: 'New weights',
  histories: 'New histories',
  users: 'New or gone users',
  threshold: 'How many are taken',
  suppression: 'Who is left out',
};

/** Why an audience is another than the night before. */
export function causes({ change }: PageSegment, before: NightPage['before']): Html | null {
  if (change === null || before === null || change.causes.length === 0) return null;
  const { reachBefore, reach, joined, left } = change;
  const most = Math.max(1, ...change.causes.flatMap((cause) => [cause.joined, cause.left]));
  return markup`<h4>Why it changed</h4>
<p>From ${countOr(reachBefore)} on ${shortDay(before)} to ${countOr(reach)}: ${countOr(joined)} joined, ${countOr(left)} left. Each of them has one cause.</p>
${table(
  {
    caption: 'Causes of the change',
    columns: [
      { title: 'Cause', as: 'fill' },
      { title: 'Left', as: 'number' },
      { title: markup`<span class="unseen">Left, as a bar</span>`, as: 'to-left' },
      { title: markup`<span class="unseen">Joined, as a bar</span>`, as: 'to-right' },
      { title: 'Joined', as: 'number' },
      { title: 'Reach', as: 'number' },
    ],
    as: 'causes',
  },
  change.causes.map((cause) => ({
    cells: [
      causeTexts[cause.cause] ?? cause.cause,
      countOr(cause.left),
      bar([{ from: 1 - cause.left / most, share: cause.left / most, as: 'out' }]),
      bar([{ share: cause.joined / most, as: 'in' }]),
      countOr(cause.joined),
      signed(cause.reach),
    ],
  })),
)}`;
}

/** The tokens that pull users in and push them out, with what they did the night before. */
export function tokens({ tokensUp, tokensDown }: PageSegment): Html | null {
  if (tokensUp.length + tokensDown.length === 0) return null;
  const most = Math.max(...[...tokensUp, ...tokensDown].map(({ weight }) => Math.abs(weight)));
  const half = (title: string, as: string, all: PageSegment['tokensUp']) =>
    markup`<div><h4>${title}</h4>${
      all.length === 0
        ? markup`<p>${none}</p>`
        : table(
            {
              caption: title,
              columns: [
                { title: 'Token', as: 'fill' },
                { title: markup`<span class="unseen">As a bar</span>`, as: 'to-right' },
                { title: 'Weight', as: 'number' },
                { title: 'Before', as: 'number' },
              ],
              as: 'tokens',
            },
            all.map(({ token, weight, before }) => ({
              cells: [
                name(token, 60),
                bar([{ share: Math.abs(weight) / most, as }]),
                fixedOr(weight, 2),
                fixedOr(before, 2),
              ],
            })),
          )
    }</div>`;
  return markup`<div class="halves">${half('Tokens that pull in', 'in', tokensUp)}${half('Tokens that push out', 'out', tokensDown)}</div>`;
}
