import type { Html } from '../html.ts';
import { markup, name } from '../html.ts';
import type { NightPage, PageSegment } from '../page-data.ts';
import { slugOf } from '../slugs.ts';
import { plural } from '../text.ts';

/** What a person should look at, the worst first; nothing where there is nothing. */
export function attention(page: NightPage): Html | null {
  const { failure, segments, warnings, audits, missing, notRun } = page;
  const items = [
    ...(failure
      ? [item('bad', markup`<b>${failure.stage}</b> (${failure.code}): ${name(failure.message, 1_000)}`)]
      : []),
    ...(notRun.length > 0 ? [item('bad', `Did not run: ${notRun.join(', ')}.`)] : []),
    ...segments.filter(({ status }) => status === 'held').map((of) => segmentItem('bad', of, of.reason ?? 'held back')),
    ...audits
      .filter(({ badRows, severity }) => badRows > 0 && severity === 'error')
      .map((audit) => item('bad', auditText(audit))),
    ...segments.flatMap((of) =>
      [...(of.status === 'skipped' ? [of.reason ?? 'not trained'] : []), ...of.notes].map((note) =>
        segmentItem('warn', of, note),
      ),
    ),
    ...warnings.map(({ stage, message }) => item('warn', markup`<b>${stage}</b>: ${name(message, 1_000)}`)),
    ...audits
      .filter(({ badRows, severity }) => badRows > 0 && severity === 'warn')
      .map((audit) => item('warn', auditText(audit))),
    ...missing.map((what) => item('warn', markup`This page lacks ${name(what, 1_000)}`)),
  ];
  if (items.length === 0) return null;
  return markup`<section aria-labelledby="look"><h2 id="look">To look at</h2><ul class="look">${items}</ul></section>`;
}

const item = (as: 'bad' | 'warn', content: Html | string): Html =>
  markup`<li class="${as}"><span class="unseen">${as === 'bad' ? 'Error: ' : 'Warning: '}</span>${content}</li>`;

const segmentItem = (as: 'bad' | 'warn', segment: PageSegment, note: string): Html =>
  item(as, markup`<a href="#${slugOf(segment)}">${name(segment.name)}</a>: ${name(note, 1_000)}`);

const auditText = ({ stage, name: audit, badRows }: NightPage['audits'][number]): Html =>
  markup`Audit <b>${stage}/${audit}</b>: ${plural(badRows, 'bad row')}`;
