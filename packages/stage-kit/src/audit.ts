import { bigint, text as textColumn } from '@lookalikes/schema';
import { auditText } from './audit-text.ts';
import type { Engine, Statement } from './engine.ts';
import type { Severity } from './sql-files.ts';
import { auditFiles } from './sql-files.ts';
import type { StageNight } from './stage-night.ts';
import type { PendingWrite } from './stage-writes.ts';
import type { Stage } from './stage.ts';

/** What an audit found: how many bad rows. */
export interface AuditResult {
  readonly name: string;
  readonly severity: Severity;
  readonly badRows: number;
  /** Of an audit whose rows name their segment: those that have bad rows, the worst first. */
  readonly segments?: { readonly segment: string; readonly badRows: number }[] | undefined;
}

/**
 * Runs the stage's audits and holds every write to its key, before anything is published.
 *
 * An audit is `sql/audits/<name>.<severity>.sql`, a SELECT that returns the bad rows. That no two rows of a partition share
 * their key is audited for every write, with severity error. What is found is logged, whatever its severity; by segment, where
 * the rows have a `segment_id`.
 */
export async function audit(stage: Stage, night: StageNight, engine: Engine): Promise<AuditResult[]> {
  const results: AuditResult[] = [];
  for (const { name, severity, file, text } of auditFiles(stage)) {
    night.progress(`audit ${name}`);
    results.push({ name, severity, ...(await countRows(engine, night, night.statement({ file, text }))) });
  }
  for (const [name, writes] of Map.groupBy(night.pending, (pending) => pending.name)) {
    const statement = keyStatement(stage, name, writes);
    if (!statement) continue;
    night.progress(`audit key of ${name}`);
    results.push({ name: `key_of_${name}`, severity: 'error', ...(await countRows(engine, night, statement)) });
  }
  for (const result of results.filter(({ badRows }) => badRows > 0)) {
    const message = `audit ${result.name}: ${auditText(result)}`;
    const { name, badRows } = result;
    const about = { code: 'audit-found', stage: stage.name, region: night.region, audit: name, badRows };
    if (result.severity === 'error') night.log.error(about, message);
    else night.log.warn(about, message);
  }
  return results;
}

async function countRows(
  engine: Engine,
  night: StageNight,
  statement: Statement,
): Promise<Pick<AuditResult, 'badRows' | 'segments'>> {
  // A file may end in a semicolon or in a comment, which would swallow the parenthesis.
  const text = statement.text.trimEnd().replace(/;$/, '');
  const counting = { ...statement, text: `SELECT count(*) AS bad_rows FROM (${text}\n) AS bad` };
  const [row] = await engine.query(counting, { bad_rows: bigint('Rows the audit returns.') }, night);
  const badRows = Number(row?.['bad_rows']);
  const columns = badRows === 0 ? [] : await engine.describe(statement);
  if (!columns.some(({ name }) => name === 'segment_id')) return { badRows };
  const bySegment = {
    ...statement,
    text: `SELECT bad.segment_id, count(*) AS bad_rows FROM (${text}\n) AS bad WHERE bad.segment_id IS NOT NULL GROUP BY bad.segment_id ORDER BY bad_rows DESC, bad.segment_id`,
  };
  const rows = await engine.query(bySegment, { segment_id: segment, bad_rows: bigint('Its bad rows.') }, night);
  return {
    badRows,
    segments: rows.map((of) => ({ segment: String(of['segment_id']), badRows: Number(of['bad_rows']) })),
  };
}

const segment = textColumn('The segment.');

function keyStatement(stage: Stage, name: string, pending: readonly PendingWrite[]): Statement | undefined {
  const first = pending[0];
  if (!first || first.write.dataset.key.length === 0) return undefined;
  const { dataset } = first.write;
  const columns = [...dataset.key, dataset.partition[1]].map((column) => `written.${column}`).join(', ');
  return {
    name: `${stage.name}: key of ${name}`,
    text: `SELECT ${columns} FROM {{written}} AS written GROUP BY ${columns} HAVING count(*) > 1`,
    relations: { written: { kind: 'writes', dataset, writes: pending.map(({ write }) => write) } },
    params: {},
  };
}
