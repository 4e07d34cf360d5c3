import type { InputRelation } from '@lookalikes/stage-kit';
import { parseUri } from '@lookalikes/stage-kit';
import { DuckDbError } from './error.ts';
import type { InputFile } from './input-files.ts';
import { identifier, literal, pathLiteral } from './quote.ts';
import type { Bind } from './relations.ts';
import { emptyRelation } from './relations.ts';
import type { ColumnType } from './types.ts';
import { duckDbType } from './types.ts';

type Files = Extract<InputRelation['binding'], { kind: 'files' }>;

/** An input as SQL, and the files it reads. */
export interface CompiledInput {
  readonly sql: string;
  readonly files: readonly InputFile[];
}

/** Where an input is compiled. */
interface Surroundings {
  readonly bind: Bind;
  readonly root: string;
  readonly filesOf: (input: InputRelation) => readonly InputFile[];
}

/**
 * An input as a relation: the contract's fields, each cast to its type, of rows before the run date and of the days asked.
 *
 * @param of - `filesOf`: the files of an input that lies in files; `root`: the folder that relative paths start from
 * @throws DuckDbError `input-missing` where no file matches a pattern without `{date}`; `bad-input` for a wrong binding
 */
export function inputRelation(input: InputRelation, { bind, root, filesOf }: Surroundings): CompiledInput {
  checkFields(input);
  const { binding } = input;
  if (binding.kind === 'table') {
    const name = binding.table.replaceAll('{region}', input.region).split('.').map(identifier).join('.');
    return { sql: limited(input, { bind, from: `SELECT ${fieldList(input, {})} FROM ${name}` }), files: [] };
  }
  const files = filesOf(input);
  if (files.length === 0) {
    if (binding.path.includes('{date}')) return { sql: emptyRelation(input.contract.columns), files };
    throw new DuckDbError(
      'input-missing',
      `input ${input.contract.name}: no file matches '${binding.path}' for ${input.region}${parseUri(binding.path) === undefined ? ` in ${root}` : ''}; put the files there or bind the input elsewhere in the config`,
    );
  }
  const bySource = Map.groupBy(files, (file) => file.source);
  const parts = [...bySource].map(
    ([source, of]) => `SELECT ${fieldList(input, { source })} FROM ${reader(input, binding, of)}`,
  );
  return { sql: limited(input, { bind, from: parts.join(' UNION ALL ') }), files };
}

function limited({ contract, before, days }: InputRelation, { bind, from }: { bind: Bind; from: string }): string {
  const time = identifier(contract.time);
  const moment = (day: string) => `CAST(${bind(day)} AS TIMESTAMP)`;
  const range = days ? ` AND ${time} >= ${moment(days.from)} AND ${time} < ${moment(days.to)}` : '';
  return `(SELECT * FROM (${from}) AS input_rows WHERE ${time} < ${moment(before)}${range})`;
}

/** The contract's fields as a SELECT list: by the binding's expression, else by the path, else the column of the name. */
function fieldList({ contract, binding, region }: InputRelation, { source }: { source?: string | undefined }): string {
  const inPath = binding.kind === 'files' && binding.path.includes('{region}') ? region : undefined;
  const byPath: Readonly<Record<string, string | undefined>> = { source, region: inPath };
  return Object.entries(contract.columns)
    .map(([name, { type }]) => {
      const expression = binding.fields?.[name];
      const place = byPath[name];
      const value =
        expression !== undefined
          ? cast(`(${expression}\n)`, type, isJson(binding))
          : place !== undefined
            ? literal(place)
            : cast(identifier(name), type, isJson(binding) && binding.fields !== undefined);
      return `${value} AS ${identifier(name)}`;
    })
    .join(', ');
}

const isJson = (binding: InputRelation['binding']): boolean => binding.kind === 'files' && binding.format === 'jsonl';

function cast(expression: string, type: ColumnType, json: boolean): string {
  const text = json
    ? `CASE WHEN typeof(${expression}) = 'JSON' THEN CAST(${expression} AS JSON) ->> '$' ELSE CAST(${expression} AS VARCHAR) END`
    : expression;
  if (type === 'timestamp') return `utc_timestamp(${text})`;
  return type === 'string' ? `CAST(${text} AS VARCHAR)` : `CAST(${expression} AS ${duckDbType(type)})`;
}

/** The table function that reads the files. Text formats are read as text, so that nothing is guessed. */
function reader({ contract }: InputRelation, { format, fields }: Files, files: readonly InputFile[]): string {
  const list = `[${files.map((file) => pathLiteral(file.path)).join(', ')}]`;
  switch (format) {
    case 'parquet':
      return `read_parquet(${list}, hive_partitioning = false)`;
    case 'csv':
      return `read_csv(${list}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', comment = '', skip = 0, hive_partitioning = false)`;
    case 'tsv':
      return `read_csv(${list}, header = true, all_varchar = true, delim = '\t', quote = '', escape = '', comment = '', skip = 0, hive_partitioning = false)`;
    case 'jsonl': {
      if (fields !== undefined) {
        return `read_json(${list}, format = 'newline_delimited', maximum_depth = 1, sample_size = -1, union_by_name = true, hive_partitioning = false)`;
      }
      const columns = Object.entries(contract.columns).map(
        ([name, { type }]) => `${identifier(name)}: '${type === 'strings' ? 'VARCHAR[]' : 'VARCHAR'}'`,
      );
      return `read_json(${list}, format = 'newline_delimited', columns = {${columns.join(', ')}}, hive_partitioning = false)`;
    }
  }
}

function checkFields({ contract, binding }: InputRelation): void {
  const known = Object.keys(contract.columns);
  for (const name of Object.keys(binding.fields ?? {})) {
    if (known.includes(name)) continue;
    throw new DuckDbError(
      'bad-input',
      `input ${contract.name}: the config binds '${name}', which is no field of it; its fields are ${known.join(', ')}`,
    );
  }
  if (binding.kind !== 'files' || (binding.format !== 'csv' && binding.format !== 'tsv')) return;
  for (const [name, { type }] of Object.entries(contract.columns)) {
    if (type !== 'strings' || binding.fields?.[name] !== undefined) continue;
    throw new DuckDbError(
      'bad-input',
      `input ${contract.name}: ${binding.format} has no lists, so '${name}' needs an expression in the config, such as fields: { ${name}: "string_split(${name}, ' ')" }`,
    );
  }
}
