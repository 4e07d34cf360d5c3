import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { quoted } from '@lookalikes/postgres';

/** The databases there are tables for. */
export type Dialect = 'postgres' | 'redshift';

/** A step of the tables, `migrations/<dialect>/<version>_<name>.sql`. Once released it is not changed any more. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

/** Where the shipped migrations lie: beside `src` and `dist`. */
const folder = new URL('../migrations/', import.meta.url);

/** The migrations of a dialect, by version. */
export function migrationsOf(dialect: Dialect): Migration[] {
  const own = new URL(`${dialect}/`, folder);
  return readdirSync(own)
    .toSorted()
    .map((file) => {
      const sql = readFileSync(new URL(file, own), 'utf8');
      const name = file.replace(/\.sql$/, '');
      return { version: Number.parseInt(name, 10), name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    });
}

/** The table that says which migrations were applied. The first of them makes it. */
export const migrationsTable = 'lookalikes_report_migrations';

/** What keeps a migration in mind. Its values are its own name and sha256, which need no quoting. */
export const rememberSql = ({ version, name, sha256 }: Migration): string =>
  `INSERT INTO ${migrationsTable} (version, name, sha256) VALUES (${version}, '${name}', '${sha256}')`;

/** Migrations as a text to paste into a client: one transaction. */
export function textToRun(migrations: readonly Migration[], schema: string): string {
  const steps = migrations.map((migration) => `${migration.sql.trimEnd()}\n\n${rememberSql(migration)};\n`);
  return [`BEGIN;\nSET search_path TO ${quoted(schema)};\n`, ...steps, 'COMMIT;\n'].join('\n');
}
