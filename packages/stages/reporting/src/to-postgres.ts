import { inTransaction } from '@lookalikes/postgres';
import { ReportingError } from './error.ts';
import { copyText, lines } from './lines.ts';
import type { ReportingNight } from './manifest.ts';
import type { PostgresSink } from './options.ts';
import { batchesOf, reports } from './reports.ts';
import { copyFromClientSql, deleteSql, lockNumber } from './statements.ts';
import { checkTables } from './tables.ts';

/**
 * Replaces the night's rows of the four tables in one transaction, streaming, which is committed only while the region is
 * this run's. Other nights and the other region are not touched; of two runs of one night, the second waits for the first.
 */
export async function sendToPostgres(night: ReportingNight, sink: PostgresSink): Promise<void> {
  const counts = await night.effect('reports to postgres', (held) => replaceNight(night, sink, held));
  for (const [name, rows] of counts) night.figure(`${name}.postgres`, rows);
}

async function replaceNight(
  night: ReportingNight,
  { connection, schema }: PostgresSink,
  held: () => Promise<void>,
): Promise<Map<string, number>> {
  const { region, runDate, signal, log } = night;
  const of = { name: 'lookalikes-reporting', connection, mode: 'write', signal, log } as const;
  return inTransaction(of, async (session) => {
    await checkTables(session, { dialect: 'postgres', schema });
    await session.run('SELECT pg_advisory_xact_lock($1)', [lockNumber(schema, region, runDate)]);
    const rows = new Map<string, number>();
    for (const report of reports) {
      night.progress(`${report.name} to ${session.place}`);
      await session.run(deleteSql(schema, report), [region, runDate]);
      const sent = lines(batchesOf(night, report), copyText, { report, region, runDate });
      const taken = await session.copyIn(copyFromClientSql(schema, report), sent.pieces);
      checkTaken(report.name, { sent: sent.rows(), taken });
      rows.set(report.name, taken);
    }
    await held();
    return rows;
  });
}

/**
 * Holds what the database took against what it was sent.
 *
 * @throws ReportingError `rows`
 */
export function checkTaken(report: string, { sent, taken }: { readonly sent: number; readonly taken: number }): void {
  if (sent === taken) return;
  throw new ReportingError(
    'rows',
    `${report}: the database took ${taken} of ${sent} rows. Nothing was changed there; see what the table does with rows (triggers, rules), and run again.`,
  );
}
