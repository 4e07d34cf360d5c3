import { bytes, seconds } from '../../report/format.ts';
import type { Html } from '../html.ts';
import { markup } from '../html.ts';
import type { NightPage, PageStage } from '../page-data.ts';
import { countOr, moment, money, none } from '../text.ts';
import { bar, table } from './parts.ts';

/** When each stage ran, how long each of its steps took, and what that cost. */
export function timeline(page: NightPage): Html | null {
  const { stages, attempts, price, startedAt } = page;
  if (stages.length === 0) return null;
  const last = attempts.at(-1)?.attempt;
  const end = Math.max(
    ...stages.filter(({ attempt }) => attempt === last).map((stage) => stage.at + stage.seconds),
    0.001,
  );
  const columns = [
    { title: 'Stage' },
    { title: markup`<span class="unseen">When, as a bar</span>`, as: 'when' },
    { title: 'Began', as: 'number wide' },
    { title: 'Took', as: 'number' },
    { title: 'Rows', as: 'number' },
    { title: 'Bytes', as: 'number wide' },
    ...(price === null ? [] : [{ title: 'Cost', as: 'number' }]),
  ];
  return markup`<section aria-labelledby="time"><h2 id="time">Time</h2>
<p class="note">From ${moment(startedAt)}. The stronger colour is what was written; the rest is reading, computing and audits.</p>
${table(
  { caption: 'Stages in time', columns, as: 'time' },
  stages.map((stage) => ({
    cells: [
      markup`${stage.stage} <small>${stage.version}</small>`,
      stage.attempt === last ? whenBar(stage, end) : markup`<small>attempt ${stage.attempt}</small>`,
      stage.attempt === last ? `+${seconds(stage.at)}` : none,
      seconds(stage.seconds),
      countOr(stage.rows),
      stage.bytes === null ? none : bytes(stage.bytes),
      ...(price === null ? [] : [money(stage.seconds, price)]),
    ],
  })),
)}
<details class="numbers"><summary>Every step</summary>${steps(stages)}</details>
${attemptTable(page)}
</section>`;
}

/** The time of a stage as a part of the night's, its steps dark. */
const whenBar = ({ at, seconds: took, steps: all }: PageStage, end: number): Html =>
  bar([
    { from: at / end, share: took / end, as: 'soft' },
    ...all.flatMap((step) =>
      step.at === null
        ? []
        : [{ from: (at + step.at) / end, share: Math.min(step.seconds, Math.max(0, took - step.at)) / end, as: 'in' }],
    ),
  ]);

const steps = (stages: readonly PageStage[]): Html =>
  table(
    {
      caption: 'Every step',
      columns: [
        { title: 'Written' },
        { title: 'By', as: 'fill' },
        { title: 'After', as: 'number wide' },
        { title: 'Took', as: 'number' },
        { title: 'Rows', as: 'number' },
      ],
    },
    stages.flatMap(({ stage, steps: all }) =>
      all.map((step) => ({
        cells: [
          step.name,
          stage,
          step.at === null ? none : seconds(step.at),
          seconds(step.seconds),
          countOr(step.rows),
        ],
      })),
    ),
  );

function attemptTable({ attempts }: NightPage): Html | null {
  if (attempts.length < 2) return null;
  return markup`<h3>Attempts</h3>${table(
    {
      caption: 'Attempts at the night',
      columns: [
        { title: 'Attempt' },
        { title: 'Began' },
        { title: 'Took', as: 'number' },
        { title: 'Ended', as: 'fill' },
      ],
    },
    attempts.map(({ attempt, status, startedAt, seconds: took, why }) => ({
      cells: [
        String(attempt),
        moment(startedAt),
        took === null ? none : seconds(took),
        markup`${status}${why === null ? null : markup` <small>${why.slice(0, 300)}</small>`}`,
      ],
    })),
  )}`;
}
