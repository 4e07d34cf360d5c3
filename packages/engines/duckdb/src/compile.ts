import type { InputRelation, ParamValue, Relation, Statement, Write } from '@lookalikes/stage-kit';
import { render } from '@lookalikes/stage-kit';
import type { Sql } from './run.ts';
import { DuckDbError } from './error.ts';
import type { InputFile } from './input-files.ts';
import { inputRelation } from './input-relation.ts';
import { emptyRelation, writesRelation } from './relations.ts';

/** A statement in DuckDB's SQL. */
export interface Compiled {
  /** The statement's, for messages. */
  readonly name: string;
  readonly sql: string;
  /** By name without `$`. Names of our own start with `_`, which no `:param` can. */
  readonly params: Readonly<Record<string, ParamValue>>;
  /** The writes it reads. */
  readonly writes: readonly Write[];
  /** The inputs it reads. */
  readonly inputs: readonly UsedInput[];
}

/** An input that a statement reads, as a SELECT by itself. */
export interface UsedInput extends Sql {
  readonly input: InputRelation;
  readonly files: readonly InputFile[];
}

/** Where a statement is compiled. */
export interface CompilePlace {
  /** The folder that relative paths start from. */
  readonly root: string;
  /** The files of an input that lies in files. */
  readonly filesOf: (input: InputRelation) => readonly InputFile[];
}

/**
 * Fills in a statement's placeholders.
 *
 * @throws DuckDbError `sql` where a placeholder stands for nothing; what {@link inputRelation} throws
 */
export function compile(statement: Statement, place: CompilePlace): Compiled {
  const params: Record<string, ParamValue> = {};
  const writes: Write[] = [];
  const inputs: UsedInput[] = [];
  let own = 0;
  const bind = (value: ParamValue): string => {
    const name = `_${own++}`;
    params[name] = value;
    return `$${name}`;
  };
  const standIn = (relation: Relation): string => {
    switch (relation.kind) {
      case 'writes':
        writes.push(...relation.writes);
        return writesRelation(relation, bind);
      case 'empty':
        return emptyRelation(relation.columns);
      case 'input': {
        const first = own;
        const { sql, files } = inputRelation(relation, { bind, ...place });
        const mine = Object.fromEntries(
          Array.from({ length: own - first }, (_, i) => `_${first + i}`).map((name) => [
            name,
            params[name] as ParamValue,
          ]),
        );
        inputs.push({ input: relation, files, sql: `SELECT * FROM ${sql}`, params: mine });
        return sql;
      }
    }
  };
  const sql = render(statement.text, {
    relation: (name) => standIn(entry(statement.relations, name) ?? missing(statement, `{{${name}}}`)),
    param: (name) => {
      const value = entry(statement.params, name);
      params[name] = value === undefined ? missing(statement, `:${name}`) : value;
      return `$${name}`;
    },
  });
  return { name: statement.name, sql: sql.trimEnd().replace(/;$/, ''), params, writes, inputs };
}

const entry = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

function missing(statement: Statement, placeholder: string): never {
  throw new DuckDbError(
    'sql',
    `${statement.name}: ${placeholder} stands for nothing; the statement was given no such value`,
  );
}
