import type { ParamValue } from '@lookalikes/stage-kit';

/** The SQL of a step as an engine would run it, with what it would be given. */
export interface CompiledStep {
  readonly stage: string;
  readonly step: string;
  readonly kind: 'write' | 'query' | 'audit';
  readonly file: string;
  readonly engine: string;
  readonly region: string;
  readonly run_date: string;
  /** What each of its `{{…}}` stands for. */
  readonly reads: Readonly<Record<string, string>>;
  readonly sql: string;
  /** What is bound, by the marker's name; in angle brackets where only the run can know. */
  readonly params: Readonly<Record<string, ParamValue>>;
}

const purposes = {
  write: 'the rows that the engine appends',
  query: 'the rows that the stage reads',
  audit: 'its rows are the bad ones',
} as const;

/** A compiled step as a file that an editor takes: the SQL, what it reads before it, what is bound after it. */
export function compiledText({ file, kind, engine, region, run_date, reads, sql, params }: CompiledStep): string[] {
  return [
    `-- ${file} for ${engine}, ${region}/${run_date}: ${purposes[kind]}.`,
    ...Object.entries(reads).map(([name, about]) => `-- {{${name}}} is ${about}.`),
    '',
    sql.trim(),
    ...Object.entries(params).map(
      ([name, value], at) => `${at === 0 ? '\n-- Bound:\n' : ''}--   ${name} = ${shown(value)}`,
    ),
  ];
}

const shown = (value: ParamValue): string =>
  typeof value === 'string' && !value.startsWith('<') ? `'${value.replaceAll("'", "''")}'` : String(value);
