import { auditFiles, hasSqlFile, sqlFile } from './sql-files.ts';
import type { Stage } from './stage.ts';

/** A SQL file of a stage. */
export interface StageStep {
  /** The write or query whose SELECT it is, or `audits/<name>`. */
  readonly name: string;
  readonly kind: 'write' | 'query' | 'audit';
  readonly file: string;
  readonly text: string;
  /** What its first comment says; empty where there is none. */
  readonly doc: string;
}

/**
 * The SQL files of a stage: those of its writes, its queries and its audits, in the order of the manifest. A write that is
 * loaded has none.
 *
 * @example stageSteps(scoring).map(({ name }) => name) // ['left_out', …, 'audiences', 'chosen_models', …, 'audits/rank_gap']
 */
export function stageSteps(stage: Stage): StageStep[] {
  const selects = (kind: 'write' | 'query', names: readonly string[]) =>
    names
      // A stage may read an audit itself; it is listed once.
      .filter((name) => !name.startsWith('audits/') && hasSqlFile(stage, name))
      .map((name) => step({ name, kind, ...sqlFile(stage, name) }));
  return [
    ...selects('write', Object.keys(stage.writes)),
    ...selects('query', Object.keys(stage.queries)),
    ...auditFiles(stage).map(({ name, file, text }) => step({ name: `audits/${name}`, kind: 'audit', file, text })),
  ];
}

const step = (of: Omit<StageStep, 'doc'>): StageStep => ({ ...of, doc: firstComment(of.text) });

/** The comment that a file begins with, its lines put together. */
function firstComment(text: string): string {
  const [comment = ''] = /^(?:--[^\n]*\n)*/.exec(text) ?? [];
  return comment.replaceAll(/^-- ?/gm, '').trim().replaceAll('\n', ' ');
}
