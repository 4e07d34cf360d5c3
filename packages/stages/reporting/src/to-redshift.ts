import { randomUUID } from 'node:crypto';
import type { Session } from '@lookalikes/postgres';
import { inTransaction } from '@lookalikes/postgres';
import { fillKey } from '@lookalikes/stage-kit';
import { jsonLine, lines } from './lines.ts';
import type { ReportingNight } from './manifest.ts';
import type { RedshiftSink } from './options.ts';
import type { Report } from './reports.ts';
import { batchesOf, reports } from './reports.ts';
import { stageFiles } from './stage-files.ts';
import { copyFromS3Sql, deleteSql, lockSql } from './statements.ts';
import { checkTables } from './tables.ts';
import { checkTaken } from './to-postgres.ts';

/** A report as it waits in S3. */
export interface StagedReport {
  readonly report: Report;
  readonly rows: number;
  /** The URI of the manifest; undefined for a report without rows. */
  readonly manifest: string | undefined;
}

/**
 * Replaces the night's rows of the four tables in one transaction: the reports are put into S3, Redshift copies them from
 * there, and what was put is removed, whatever came of it.
 */
export async function sendToRedshift(night: ReportingNight, sink: RedshiftSink): Promise<void> {
  const { region, runDate, signal, log } = night;
  const of = { name: 'lookalikes-reporting', connection: sink.connection, dialect: 'redshift', signal, log } as const;
  // Before anything is staged: the tables may not be there.
  await inTransaction({ ...of, mode: 'read' }, (session) =>
    checkTables(session, { dialect: 'redshift', schema: sink.schema }),
  );
  const keys: string[] = [];
  try {
    const staged = await stageReports(night, sink, (key) => keys.push(key));
    await night.effect('reports to redshift', (held) =>
      inTransaction({ ...of, mode: 'write' }, async (session) => {
        await loadStaged(session, sink, { region, runDate, staged });
        await held();
      }),
    );
    for (const { report, rows } of staged) night.figure(`${report.name}.redshift`, rows);
  } finally {
    await removeStaged(night, keys);
  }
}

/** Removes what was staged. What stays does no harm but cost, and must not hide what came of the load. */
async function removeStaged(night: Pick<ReportingNight, 'store' | 'warn'>, keys: readonly string[]): Promise<void> {
  try {
    for (const key of keys) await night.store.delete(key);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    night.warn(
      'staged-files-left',
      `Files staged for Redshift could not be removed (${said}); delete ${keys.join(', ')}.`,
    );
  }
}

async function stageReports(
  night: ReportingNight,
  sink: RedshiftSink,
  onKey: (key: string) => void,
): Promise<StagedReport[]> {
  const { region, runDate, store, signal } = night;
  const load = randomUUID();
  const staged: StagedReport[] = [];
  for (const report of reports) {
    night.progress(`${report.name} to ${store.name}`);
    const keyOf = (part: string) =>
      fillKey(sink.stagingKey, { region, run_date: runDate, load, report: report.name, part });
    const sent = lines(batchesOf(night, report), jsonLine, { report, region, runDate });
    const manifest = await stageFiles(sent.pieces, { store, keyOf, signal, onKey });
    staged.push({ report, rows: sent.rows(), manifest });
  }
  return staged;
}

/** Replaces a night's rows by what was staged: lock, delete, copy, and a count of what was copied. */
export async function loadStaged(
  session: Pick<Session, 'run'>,
  sink: RedshiftSink,
  of: { readonly region: string; readonly runDate: string; readonly staged: readonly StagedReport[] },
): Promise<void> {
  await session.run(lockSql(sink.schema));
  for (const { report, rows, manifest } of of.staged) {
    await session.run(deleteSql(sink.schema, report), [of.region, of.runDate]);
    if (manifest === undefined) continue;
    await session.run(copyFromS3Sql(sink, report, manifest));
    const counted = await session.run('SELECT pg_last_copy_count()');
    checkTaken(report.name, { sent: rows, taken: Number(counted.rows[0]?.[0]) });
  }
}
