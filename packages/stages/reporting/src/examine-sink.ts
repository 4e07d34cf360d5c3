import type { Session } from '@lookalikes/postgres';
import { inTransaction } from '@lookalikes/postgres';
import type { Log } from '@lookalikes/stage-kit';
import { ReportingError } from './error.ts';
import { migrationsTable } from './migrations.ts';
import type { DatabaseSink } from './options.ts';
import { reports } from './reports.ts';
import { checkTables, pendingTables } from './tables.ts';

/** What looking at a database takes. */
export interface ExamineOf {
  readonly signal: AbortSignal;
  readonly log: Log;
}

/**
 * Looks whether a night could send its reports: connects once, and holds the user's rights and the tables against what a night
 * needs. Changes nothing.
 *
 * @returns where the tables are, for people
 * @throws ReportingError `tables`, naming each right or table that is missing; PostgresError where nobody answers
 * @example await examineSink(sink, { signal, log }) // 'the tables of schema lookalikes at db.example.com:5432/reports …'
 */
export async function examineSink(sink: DatabaseSink, { signal, log }: ExamineOf): Promise<string> {
  const { schema, to: dialect, tables } = sink;
  const connection = { ...sink.connection, attempts: 1 };
  const of = { name: 'lookalikes-doctor', connection, dialect, mode: 'read', signal, log } as const;
  return inTransaction(of, async (session) => {
    const where = `schema ${schema} at ${session.place}`;
    const missing = await missingRights(session, sink);
    if (missing.length > 0) {
      const [user] = await rights(session, 'SELECT current_user');
      throw new ReportingError('tables', `The user ${user} lacks ${missing.join('; ')}, in ${where}. Grant it.`);
    }
    if (tables === 'check') await checkTables(session, { dialect, schema });
    return tables === 'check'
      ? `${where}: the tables are there, and the user may replace rows`
      : `${where}: the user may make what is missing, and replace rows`;
  });
}

/** What a night needs and the user has not, as in `INSERT, DELETE on segment_sizes`. */
async function missingRights(session: Session, { schema, tables, to: dialect }: DatabaseSink): Promise<string[]> {
  const makes = tables === 'apply';
  const schemas = `FROM pg_namespace WHERE nspname = $1`;
  if ((await rights(session, `SELECT nspname ${schemas}`, [schema])).length === 0) {
    const database = `SELECT ${lacking('has_database_privilege(current_database(),', ['CREATE'])}`;
    return makes ? named(await rights(session, database), 'the database') : [];
  }
  const usage = await rights(session, `SELECT ${lacking('has_schema_privilege(nspname,', ['USAGE'])} ${schemas}`, [
    schema,
  ]);
  const found = named(usage, 'the schema');
  for (const { name, needed } of tableRights) {
    const text = `SELECT ${lacking('has_table_privilege(pg_class.oid,', needed)}
      FROM pg_class JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
      WHERE pg_namespace.nspname = $1 AND pg_class.relname = $2`;
    found.push(...named(await rights(session, text, [schema, name]), name));
  }
  if (!makes || found.length > 0 || (await pendingTables(session, { dialect, schema })).length === 0) return found;
  const create = `SELECT ${lacking('has_schema_privilege(nspname,', ['CREATE'])} ${schemas}`;
  return named(await rights(session, create, [schema]), 'the schema');
}

/** A night deletes its rows and puts them anew; deleting looks at two columns. */
const tableRights = [
  ...reports.map(({ name }) => ({ name: name as string, needed: ['SELECT', 'INSERT', 'DELETE'] })),
  { name: migrationsTable, needed: ['SELECT'] },
];

/** A column for each right: its name where the user has it not, else null. */
const lacking = (asked: string, needed: readonly string[]): string =>
  needed.map((right) => `CASE WHEN ${asked} '${right}') THEN NULL ELSE '${right}' END`).join(', ');

/** The first row of a SELECT, its nulls left out. */
async function rights(session: Session, sql: string, values: readonly string[] = []): Promise<string[]> {
  const { rows } = await session.run(sql, values);
  return (rows[0] ?? []).filter((right) => right !== null);
}

const named = (missing: readonly string[], on: string): string[] =>
  missing.length === 0 ? [] : [`${missing.join(', ')} on ${on}`];
