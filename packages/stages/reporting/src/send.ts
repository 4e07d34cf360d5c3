import { inTransaction } from '@lookalikes/postgres';
import type { ReportingNight } from './manifest.ts';
import type { DatabaseSink } from './options.ts';
import { applyTables } from './tables.ts';
import { sendToPostgres } from './to-postgres.ts';
import { sendToRedshift } from './to-redshift.ts';

/** Sends the reports to a database, its tables brought up to date before where the options say so. */
export async function sendToDatabase(night: ReportingNight, sink: DatabaseSink): Promise<void> {
  if (sink.tables === 'apply') {
    const { connection, schema, to: dialect } = sink;
    const { signal, log } = night;
    const of = { name: 'lookalikes-reporting', connection, dialect, mode: 'write', signal, log } as const;
    const applied = await night.effect(`tables of ${dialect}`, (held) =>
      inTransaction(of, async (session) => {
        const names = await applyTables(session, { dialect, schema });
        await held();
        return names;
      }),
    );
    for (const migration of applied) night.figure('migration', migration);
  }
  await (sink.to === 'postgres' ? sendToPostgres(night, sink) : sendToRedshift(night, sink));
}
