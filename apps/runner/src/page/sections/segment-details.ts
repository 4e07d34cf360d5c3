import { bytes } from '../../report/format.ts';
import { calibrationPlot } from '../charts/calibration-plot.ts';
import { reachCurve } from '../charts/reach-curve.ts';
import { scoreHistogram } from '../charts/score-histogram.ts';
import type { Html } from '../html.ts';
import { markup, name } from '../html.ts';
import type { NightPage, PageSegment } from '../page-data.ts';
import { slugOf } from '../slugs.ts';
import { countOr, fixedOr, none, percent, plural, shortDay } from '../text.ts';
import { facts, figure, table } from './parts.ts';
import { causes, tokens } from './segment-change.ts';
import { changeText } from './segment-table.ts';
import { railTexts, segmentPill, verdictPill } from './statuses.ts';

/** Everything of each segment, folded up. */
export function segmentDetails(page: NightPage): Html | null {
  if (page.segments.length === 0) return null;
  return markup`<section aria-labelledby="each" class="each"><h2 id="each">Each segment</h2>${page.segments.map((segment) => details(segment, page))}</section>`;
}

function details(segment: PageSegment, page: NightPage): Html {
  const { id, status, reason, notes, reach } = segment;
  const said = [...(reason === null ? [] : [reason]), ...notes];
  return markup`<details class="segment" data-of="${slugOf(segment)}">
<summary><h3>${name(segment.name)}</h3> <small>${name(id, 60)}</small> <span class="aside">${segmentPill(status)} <span class="reach">${countOr(reach)}</span></span></summary>
<div class="inside" id="${slugOf(segment)}">
${segment.name.length > 120 ? markup`<p class="long">${name(segment.name, 20_000)}</p>` : null}
${said.length === 0 ? null : markup`<ul class="look">${said.map((note) => markup`<li class="${status === 'held' ? 'bad' : 'warn'}">${name(note, 1_000)}</li>`)}</ul>`}
${facts([
  ['Reach', markup`${countOr(reach)}${reach === null ? null : markup` <small>${changeText(segment)}</small>`}`],
  ['At the DSP', countOr(segment.deliveredIds)],
  ['Delivered', segment.files === 0 ? none : `${plural(segment.rows, 'line')}, ${bytes(segment.bytes)}`],
  [
    'Seeds',
    markup`${countOr(segment.seeds)}${segment.usableSeeds === null ? null : markup` <small>${countOr(segment.usableSeeds)} with a history</small>`}`,
  ],
  ['Negatives', countOr(segment.negatives)],
  [
    'Model',
    markup`${segment.featureMap ?? none}${segment.strength === null ? null : markup` <small>C ${segment.strength}, ${countOr(segment.tokens)} tokens</small>`}`,
  ],
])}
${charts(segment)}
${causes(segment, page.before)}
${tokens(segment)}
${evaluations(segment)}
${rails(segment)}
</div>
</details>
`;
}

function charts({ reaches, scores, calibration, rails: all }: PageSegment): Html | null {
  const drawn = [
    ...(reaches.length === 0
      ? []
      : [
          figure(
            markup`Reach by night <small>the band is what guard rails let pass</small>`,
            reachCurve(
              reaches,
              all.find(({ rail }) => rail === 'reach'),
            ),
            table(
              { caption: 'Reach by night', columns: [{ title: 'Night' }, { title: 'Reach', as: 'number' }] },
              reaches.map((of) => ({ cells: [shortDay(of.night), countOr(of.reach)] })),
            ),
          ),
        ]),
    ...(scores.length === 0
      ? []
      : [
          figure(
            markup`Scores of the audience <small>the line is the night before</small>`,
            scoreHistogram(scores),
            table(
              {
                caption: 'Users by score',
                columns: [{ title: 'Score from' }, { title: 'Users', as: 'number' }, { title: 'Before', as: 'number' }],
              },
              scores.map(({ from, users, before }) => ({ cells: [fixedOr(from, 2), countOr(users), countOr(before)] })),
            ),
          ),
        ]),
    ...(calibration.length === 0
      ? []
      : [
          figure(
            markup`Chance, and share that fired <small>test share; whiskers two standard errors</small>`,
            calibrationPlot(calibration),
            table(
              {
                caption: 'Chances and what came of them',
                columns: [
                  { title: 'Chance' },
                  { title: 'Fired', as: 'number' },
                  { title: 'Fires', as: 'number' },
                  { title: 'Of users', as: 'number' },
                ],
              },
              calibration.map(({ users, chance, rate, fires }) => ({
                cells: [percent(chance), percent(rate), countOr(fires), countOr(users)],
              })),
            ),
          ),
        ]),
  ];
  return drawn.length === 0 ? null : markup`<div class="charts">${drawn}</div>`;
}

const shares = {
  validation: 'Validation share',
  test: 'Test share',
  backtest: 'Last night’s, on the fires since',
} as const;

function evaluations({ evaluations: all }: PageSegment): Html | null {
  if (all.length === 0) return null;
  const number = (title: string, wide = false) => ({ title, as: wide ? 'number wide' : 'number' });
  return markup`<h4>How well it ranks</h4>${table(
    {
      caption: 'Evaluations',
      columns: [
        { title: 'On', as: 'fill' },
        number('Users', true),
        number('Hits'),
        number('AUC'),
        number('Log-loss', true),
        number('Lift at 1 %', true),
        number('Lift at 5 %'),
        number('Lift at 10 %', true),
      ],
    },
    all.map(({ on, users, hits, auc, logLoss, liftAt1, liftAt5, liftAt10, reason }) => ({
      cells: [
        markup`${shares[on]}${reason === null ? null : markup` <small>${reason}</small>`}`,
        countOr(users),
        countOr(hits),
        fixedOr(auc, 3),
        fixedOr(logLoss, 4),
        fixedOr(liftAt1, 1),
        fixedOr(liftAt5, 1),
        fixedOr(liftAt10, 1),
      ],
    })),
  )}`;
}

function rails({ rails: all }: PageSegment): Html | null {
  if (all.length === 0) return null;
  return markup`<h4>Guard rails</h4>${table(
    {
      caption: 'Guard rails',
      columns: [
        { title: 'What', as: 'fill' },
        { title: 'Tonight', as: 'number' },
        { title: 'Usual', as: 'number' },
        { title: 'May be', as: 'number wide' },
        { title: 'Nights', as: 'number wide' },
        { title: 'Verdict' },
      ],
    },
    all.map(({ rail, value, baseline, lowest, highest, nights, verdict }) => {
      const text = (of: number | null) => (rail === 'reach' ? countOr(of) : fixedOr(of, 3));
      return {
        cells: [
          railTexts[rail] ?? rail,
          text(value),
          text(baseline),
          lowest === null && highest === null ? none : `${text(lowest)} to ${highest === null ? 'any' : text(highest)}`,
          countOr(nights),
          verdictPill(verdict),
        ],
      };
    }),
  )}`;
}
