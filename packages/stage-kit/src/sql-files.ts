import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { StageKitError } from './error.ts';
import type { Stage } from './stage.ts';

/** How bad a row that an audit returns is: a person should look, or the night is held back. */
export type Severity = 'warn' | 'error';

/** A SELECT of `sql/audits/` whose rows are the bad ones; the file is named `<name>.<severity>.sql`. */
export interface AuditFile {
  readonly name: string;
  readonly severity: Severity;
  readonly file: string;
  readonly text: string;
}

/**
 * The text of `sql/<name>.sql`.
 *
 * @throws StageKitError `sql` where the stage ships no such file
 */
export function sqlFile(stage: Stage, name: string): { file: string; text: string } {
  const file = `${stage.name}/sql/${name}.sql`;
  try {
    return { file, text: readFileSync(new URL(`${name}.sql`, stage.sql), 'utf8') };
  } catch (error) {
    throw new StageKitError(
      'sql',
      `${file} is missing: the stage declares '${name}', which is the SELECT of that file`,
      {
        cause: error,
      },
    );
  }
}

/** Whether the stage ships `sql/<name>.sql`. */
export const hasSqlFile = (stage: Stage, name: string): boolean => existsSync(new URL(`${name}.sql`, stage.sql));

/**
 * The stage's audits, by name.
 *
 * @throws StageKitError `sql` where a file of `sql/audits/` does not say its severity
 */
export function auditFiles(stage: Stage): AuditFile[] {
  return listAudits(stage).map((fileName) => {
    const match = /^([a-z][a-z0-9_]*)\.(warn|error)\.sql$/.exec(fileName);
    const file = `${stage.name}/sql/audits/${fileName}`;
    if (!match) throw new StageKitError('sql', `${file}: an audit is named <name>.warn.sql or <name>.error.sql`);
    const text = readFileSync(new URL(`audits/${fileName}`, stage.sql), 'utf8');
    return { name: match[1] as string, severity: match[2] as Severity, file, text };
  });
}

function listAudits(stage: Stage): string[] {
  try {
    return readdirSync(new URL('audits/', stage.sql)).toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
