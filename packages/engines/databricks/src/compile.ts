import type { Compilation, InputRelation, ParamValue, Relation, Statement, Write } from '@lookalikes/stage-kit';
import { render } from '@lookalikes/stage-kit';
import { DatabricksError } from './error.ts';
import { inputRelation } from './input-relation.ts';
import { emptyRelation, writesRelation } from './relations.ts';

/** A statement in Databricks SQL. */
export interface Compiled extends Compilation {
  /** The statement's, for messages. */
  readonly name: string;
  /** The writes it reads. */
  readonly writes: readonly Write[];
  /** The inputs it reads. */
  readonly inputs: readonly InputRelation[];
}

/**
 * Fills in a statement's placeholders. Looks at nothing. Parameters are bound by name; names of our own start with `_`,
 * which no `:param` can, and a relation used twice binds its values once.
 *
 * @param tag - what the names of all parameters begin with, so that several statements can be put into one
 * @throws DatabricksError `sql` where a placeholder stands for nothing; what {@link inputRelation} throws
 */
export function compile(statement: Statement, tag = ''): Compiled {
  const params: Record<string, ParamValue> = {};
  const placed = new Map<string, string>();
  let own = 0;
  const bind = (value: ParamValue): string => {
    const name = `${tag}_${own++}`;
    params[name] = value;
    return `:${name}`;
  };
  const used: Relation[] = [];
  const place = (relation: Relation): string => {
    used.push(relation);
    switch (relation.kind) {
      case 'writes':
        return writesRelation(relation, bind);
      case 'empty':
        return emptyRelation(relation.columns);
      case 'input':
        return inputRelation(relation, bind);
    }
  };
  const sql = render(statement.text, {
    relation: (name) => {
      const relation = entry(statement.relations, name) ?? missing(statement, `{{${name}}}`);
      const text = placed.get(name) ?? place(relation);
      placed.set(name, text);
      return text;
    },
    param: (name) => {
      const value = entry(statement.params, name);
      params[tag + name] = value === undefined ? missing(statement, `:${name}`) : value;
      return `:${tag}${name}`;
    },
  });
  return {
    name: statement.name,
    sql: sql.trimEnd().replace(/;$/, ''),
    params,
    writes: used.flatMap((relation) => (relation.kind === 'writes' ? relation.writes : [])),
    inputs: used.filter((relation) => relation.kind === 'input'),
  };
}

const entry = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

function missing(statement: Statement, placeholder: string): never {
  throw new DatabricksError(
    'sql',
    `${statement.name}: ${placeholder} stands for nothing; the statement was given no such value`,
  );
}
