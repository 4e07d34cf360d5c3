import { styleText } from 'node:util';
import type { RunRecord } from '@lookalikes/stage-kit';
import { auditText } from '@lookalikes/stage-kit';
import type { NightReport } from '../night/read-night.ts';
import { evaluationTable } from './evaluation-table.ts';
import { count, figureText, seconds } from './format.ts';
import { segmentTable } from './segment-table.ts';
import { table } from './table.ts';

/** Everything of a night, for a person: how it went, each stage's time and rows, figures, warnings, audits, segments. */
export function nightText(night: NightReport): string[] {
  const { startedAt, engine, store, node } = night;
  const sections = [
    [
      `${styleText('bold', night.run)} ${statusText(night)}`,
      `started ${startedAt}; ${engine}, ${store}, node ${node}; asked for ${night.asked.join(', ')}`,
      ...(night.resumes === undefined ? [] : [`goes on from attempt ${night.resumes}`]),
      ...(night.accepted ?? []).map((difference) => `accepted: ${difference}`),
    ],
    night.stages.length === 0 ? [] : stageTable(night),
    figureLines(night),
    warningLines(night),
    auditLines(night),
    segmentTable(night.segments),
    evaluationTable(night.evaluations),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
    .split('\n');
}

const colours = {
  done: 'green',
  running: 'cyan',
  held: 'yellow',
  cancelled: 'yellow',
  interrupted: 'red',
  failed: 'red',
} as const;

/** How an attempt stands: its status and time, and where it failed. */
export function statusText({ status, seconds: took, failure }: RunRecord): string {
  const time = took === undefined ? '' : ` in ${seconds(took)}`;
  const why = failure ? `, at ${failure.stage} (${failure.code}): ${failure.message}` : '';
  return `${styleText(colours[status], status)}${time}${why}`;
}

function stageTable({ stages }: RunRecord): string[] {
  const columns = [
    { title: 'stage' },
    { title: 'version' },
    { title: 'took', right: true },
    { title: 'rows', right: true },
    { title: 'warnings', right: true },
    { title: 'audits', right: true },
  ];
  const rows = stages.map(({ stage, version, seconds: took, writes, warnings, audits }) => [
    stage,
    version,
    seconds(took),
    count(writes.reduce((sum, write) => sum + write.rows, 0)),
    count(warnings.length),
    `${audits.filter(({ badRows }) => badRows === 0).length}/${audits.length} ok`,
  ]);
  return table(columns, rows).split('\n');
}

/** Numbers as a table with the values in front, as names may be long; texts, such as where a file lies, a line each. */
function figureLines({ stages }: RunRecord): string[] {
  const figures = stages.flatMap(({ stage, figures: of }) =>
    of.filter(({ segment }) => segment === undefined).map(({ name, value }) => ({ stage, name, value })),
  );
  const numbers = figures.filter(({ value }) => typeof value !== 'string');
  const texts = figures.filter(({ value }) => typeof value === 'string');
  const columns = [{ title: 'stage' }, { title: 'value', right: true }, { title: 'figure' }];
  const rows = numbers.map(({ stage, name, value }) => [stage, figureText(value), name]);
  return [
    ...(rows.length === 0 ? [] : table(columns, rows).split('\n')),
    ...texts.map(({ stage, name, value }) => `${stage}: ${name} ${figureText(value)}`),
  ];
}

function warningLines({ stages }: RunRecord): string[] {
  return stages.flatMap(({ stage, warnings }) =>
    warnings.filter(({ segment }) => segment === undefined).map(({ message }) => `warning: ${stage}: ${message}`),
  );
}

function auditLines({ stages }: RunRecord): string[] {
  return stages.flatMap(({ stage, audits }) =>
    audits.filter(({ badRows }) => badRows > 0).map((result) => `audit ${stage}/${result.name}: ${auditText(result)}`),
  );
}
