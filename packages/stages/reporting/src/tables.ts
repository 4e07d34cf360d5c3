import type { Session } from '@lookalikes/postgres';
import { PostgresError, quoted } from '@lookalikes/postgres';
import { ReportingError } from './error.ts';
import type { Dialect, Migration } from './migrations.ts';
import { migrationsOf, migrationsTable, rememberSql, textToRun } from './migrations.ts';
import { reports } from './reports.ts';

/** Which tables: of which database, in which schema. */
export interface TablesOf {
  readonly dialect: Dialect;
  readonly schema: string;
}

/** What the database calls the types of contracts. Redshift's text is a varchar, and so may be one that somebody else made. */
const typeNames: Readonly<Record<string, readonly string[]>> = {
  string: ['text', 'character varying'],
  int: ['integer'],
  bigint: ['bigint'],
  double: ['double precision'],
  boolean: ['boolean'],
  date: ['date'],
};

/** The columns of a report's table: the night's region and run date, and the report's own. */
export function tableColumns(report: (typeof reports)[number]): { readonly name: string; readonly type: string }[] {
  const own = Object.entries(report.columns).map(([name, { type }]) => ({ name, type }));
  return [{ name: 'region', type: 'string' }, { name: 'run_date', type: 'date' }, ...own];
}

/**
 * Holds the tables against what this version writes. Further columns are nobody's business, as long as they may be left out.
 *
 * @throws ReportingError `tables`: what is missing, and the statements that make it
 */
export async function checkTables(session: Session, of: TablesOf): Promise<void> {
  const { pending, found } = await stateOf(session, of);
  const where = `Schema ${of.schema} at ${session.place}`;
  if (pending.length > 0) throw new ReportingError('tables', `${where} ${notApplied(pending)}. ${toDo(pending, of)}`);
  const misfits = reports.flatMap((report) =>
    tableColumns(report).flatMap(({ name, type }) => {
      const type_ = found.get(`${report.name}.${name}`);
      if (typeNames[type]?.includes(type_ ?? '')) return [];
      return `${report.name}.${name} is ${type_ ?? 'missing'}, expected ${typeNames[type]?.[0]}`;
    }),
  );
  if (misfits.length === 0) return;
  throw new ReportingError(
    'tables',
    `${where} has every migration, but ${misfits.join('; ')}. Put the columns back as the migrations made them, and see that the user may SELECT, INSERT and DELETE.`,
  );
}

/**
 * Applies the migrations that were not applied yet, the schema's own among them. Of two that try at once one waits.
 *
 * @returns the names of those that were applied now
 * @throws ReportingError `tables` where the database forbids it: with the statements for somebody who may
 */
export async function applyTables(session: Session, of: TablesOf): Promise<string[]> {
  if (of.dialect === 'postgres') {
    await session.run('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${migrationsTable} ${of.schema}`]);
  }
  const { pending, hasSchema } = await stateOf(session, of);
  if (pending.length === 0) return [];
  try {
    if (!hasSchema) await session.run(`CREATE SCHEMA ${quoted(of.schema)}`);
    await session.script(`SET search_path TO ${quoted(of.schema)}`);
    for (const migration of pending) {
      await session.script(migration.sql);
      await session.run(rememberSql(migration));
    }
  } catch (error) {
    if (!(error instanceof PostgresError && error.code === 'refused')) throw error;
    const text = `The user may not make tables in schema ${of.schema} at ${session.place} (SQLSTATE ${error.sqlState}). ${toDo(pending, of)}`;
    throw new ReportingError('tables', text, { cause: error });
  }
  return pending.map(({ name }) => name);
}

/** The names of the migrations that {@link applyTables} would apply. */
export async function pendingTables(session: Session, of: TablesOf): Promise<string[]> {
  return (await stateOf(session, of)).pending.map(({ name }) => name);
}

interface State {
  readonly hasSchema: boolean;
  /** Types by `table.column`. */
  readonly found: ReadonlyMap<string, string>;
  readonly pending: readonly Migration[];
}

async function stateOf(session: Session, { dialect, schema }: TablesOf): Promise<State> {
  const schemas = await session.run('SELECT nspname FROM pg_namespace WHERE nspname = $1', [schema]);
  const columns = await session.run(
    'SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = $1',
    [schema],
  );
  const found = new Map(columns.rows.map(([table, column, type]) => [`${table}.${column}`, type ?? '']));
  const applied = found.has(`${migrationsTable}.version`)
    ? await appliedIn(session, schema)
    : new Map<number, string>();
  const pending = migrationsOf(dialect).filter((migration) => {
    const sha256 = applied.get(migration.version);
    if (sha256 === undefined || sha256 === migration.sha256) return sha256 === undefined;
    throw new ReportingError(
      'tables',
      `Migration ${migration.name} was applied to schema ${schema} at ${session.place} with sha256 ${sha256}, and is ${migration.sha256} now. A released migration is not changed; install the version that matches, or set the row of ${migrationsTable} right.`,
    );
  });
  return { hasSchema: schemas.rows.length > 0, found, pending };
}

async function appliedIn(session: Session, schema: string): Promise<Map<number, string>> {
  const { rows } = await session.run(`SELECT version, sha256 FROM ${quoted(schema)}.${quoted(migrationsTable)}`);
  return new Map(rows.map(([version, sha256]) => [Number(version), sha256 ?? '']));
}

const notApplied = (pending: readonly Migration[]): string =>
  `lacks ${pending.map(({ name }) => name).join(', ')}, or the user may not see it`;

const toDo = (pending: readonly Migration[], { schema }: TablesOf): string =>
  `Run lookalikes-reporting tables apply as somebody who may, or have the owner of the schema run:\n${textToRun(pending, schema)}`;
