import { bigint, text as textColumn } from '@lookalikes/schema';
import { auditText } from './audit-text.ts';
import type { BadRows } from './bad-rows.ts';
import { allBadRows } from './bad-rows.ts';
import type { Engine, Statement } from './engine.ts';
import { rowGroups } from './row-groups.ts';
import type { Severity } from './sql-files.ts';
import { auditFiles } from './sql-files.ts';
import type { StageNight } from './stage-night.ts';
import type { PendingWrite } from './stage-writes.ts';
import type { Stage } from './stage.ts';

/** What an audit found: how many bad rows. */
export interface AuditResult extends BadRows {
  readonly name: string;
  readonly severity: Severity;
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
    if (writes[0]?.write.dataset.key.length === 0) continue;
    night.progress(`audit key of ${name}`);
    const found: BadRows[] = [];
    for (const group of rowGroups(writes.map(rowsOf), rowsAtATime)) {
      found.push(await countRows(engine, night, keyStatement(stage, name, group)));
    }
    results.push({ name: `key_of_${name}`, severity: 'error', ...allBadRows(found) });
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

async function countRows(engine: Engine, night: StageNight, statement: Statement): Promise<BadRows> {
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

/** So many rows are held to their key in one statement, unless one partition has more: a first night writes weeks of them. */
const rowsAtATime = 4_000_000;

const rowsOf = ({ write, written }: PendingWrite) => ({ write, partition: write.partition.date, rows: written.rows });

type KeyedRows = ReturnType<typeof rowsOf>;

function keyStatement(stage: Stage, name: string, group: readonly KeyedRows[]): Statement {
  const [{ write }] = group as [KeyedRows];
  const { dataset } = write;
  const columns = [...dataset.key, dataset.partition[1]].map((column) => `written.${column}`).join(', ');
  return {
    name: `${stage.name}: key of ${name}`,
    text: `SELECT ${columns} FROM {{written}} AS written GROUP BY ${columns} HAVING count(*) > 1`,
    relations: { written: { kind: 'writes', dataset, writes: group.map((one) => one.write) } },
    params: {},
  };
}
