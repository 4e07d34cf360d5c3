import type { Html } from '../html.ts';
import { markup, name } from '../html.ts';
import type { NightPage } from '../page-data.ts';
import { slugOf } from '../slugs.ts';
import { countOr, fixedOr, plural } from '../text.ts';
import { pill, table } from './parts.ts';
import { railTexts, verdictPill } from './statuses.ts';

/** The guard rails of all segments and the audits of all stages; both always, the worst first. */
export function checks(page: NightPage): Html | null {
  const { audits, segments } = page;
  if (audits.length === 0 && segments.every(({ rails }) => rails.length === 0)) return null;
  return markup`<section aria-labelledby="checks"><h2 id="checks">Guard rails and audits</h2><div class="halves"><div>${guardRails(page)}</div><div>${auditTable(page)}</div></div></section>`;
}

const worst = ['hold', 'warn', 'released', 'pass'];

function guardRails({ segments }: NightPage): Html {
  const all = segments.flatMap((segment) => segment.rails.map((rail) => ({ segment, ...rail })));
  const told = all
    .filter(({ verdict }) => verdict !== 'pass')
    .toSorted((a, b) => worst.indexOf(a.verdict) - worst.indexOf(b.verdict));
  const first = all.length > 0 && all.every(({ nights }) => nights === 0);
  return markup`<h3>Guard rails</h3><p>${all.length === 0 ? 'Nothing was measured.' : `${plural(all.length, 'measurement')}, of which ${countOr(all.length - told.length)} pass${first ? '; there is no night yet to hold them against' : ''}.`}</p>
${
  told.length === 0
    ? null
    : table(
        {
          caption: 'Guard rails that do not pass',
          columns: [
            { title: 'Segment', as: 'fill' },
            { title: 'What' },
            { title: 'Tonight', as: 'number' },
            { title: 'Usual', as: 'number' },
            { title: 'Verdict' },
          ],
        },
        told.map(({ segment, rail, value, baseline, verdict }) => ({
          cells: [
            markup`<a href="#${slugOf(segment)}">${name(segment.name, 60)}</a>`,
            railTexts[rail] ?? rail,
            rail === 'reach' ? countOr(value) : fixedOr(value, 3),
            rail === 'reach' ? countOr(baseline) : fixedOr(baseline, 3),
            verdictPill(verdict),
          ],
        })),
      )
}`;
}

function auditTable({ audits }: NightPage): Html {
  const [bad, good] = [audits.filter(({ badRows }) => badRows > 0), audits.filter(({ badRows }) => badRows === 0)];
  return markup`<h3>Audits</h3><p>${plural(audits.length, 'audit')}, of which ${countOr(good.length)} pass.</p>
${bad.length === 0 ? null : auditRows('Audits that found bad rows', [...bad.filter(isError), ...bad.filter((audit) => !isError(audit))])}
${good.length === 0 ? null : markup`<details class="numbers"><summary>Those that pass</summary>${auditRows('Audits that pass', good)}</details>`}`;
}

const isError = ({ severity }: NightPage['audits'][number]): boolean => severity === 'error';

const auditRows = (caption: string, audits: NightPage['audits']): Html =>
  table(
    { caption, columns: [{ title: 'Audit', as: 'fill' }, { title: 'Severity' }, { title: 'Bad rows', as: 'number' }] },
    audits.map((audit) => ({
      cells: [
        markup`${audit.name.replaceAll('_', ' ')} <small>${audit.stage}</small>`,
        audit.badRows === 0
          ? markup`<small>${audit.severity}</small>`
          : pill(audit.severity, isError(audit) ? 'bad' : 'warn'),
        countOr(audit.badRows),
      ],
    })),
  );
