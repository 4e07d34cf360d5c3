import type { InputRelation } from '@lookalikes/stage-kit';
import { DatabricksError } from './error.ts';
import { identifier, qualified } from './quote.ts';
import type { Bind } from './relations.ts';
import { sqlType } from './types.ts';

/**
 * An input as a relation: the contract's fields, each cast to its type, of rows before the run date and of the days asked.
 *
 * @throws DatabricksError `bad-input` for a binding to files, which a warehouse does not see, or to an unknown field
 */
export function inputRelation(input: InputRelation, bind: Bind): string {
  const { contract, before, days } = input;
  const time = identifier(contract.time);
  const moment = (day: string) => `CAST(${bind(day)} AS TIMESTAMP)`;
  const range = days ? ` AND ${time} >= ${moment(days.from)} AND ${time} < ${moment(days.to)}` : '';
  const from = `SELECT ${fieldList(input)} FROM ${inputTable(input)}`;
  return `(SELECT * FROM (${from}) AS input_rows WHERE ${time} < ${moment(before)}${range})`;
}

/** The quoted name of the table that an input is bound to. */
function inputTable({ contract, binding, region }: InputRelation): string {
  if (binding.kind === 'table') return qualified(binding.table.replaceAll('{region}', region));
  throw new DatabricksError(
    'bad-input',
    `input ${contract.name}: it is bound to the files '${binding.path}', which a warehouse does not see; make a table or a view of them there and bind that: table('catalog.schema.name')`,
  );
}

/** The contract's fields as a SELECT list: by the binding's expression, else the column of the name. */
function fieldList({ contract, binding }: InputRelation): string {
  const known = Object.keys(contract.columns);
  for (const name of Object.keys(binding.fields ?? {})) {
    if (known.includes(name)) continue;
    throw new DatabricksError(
      'bad-input',
      `input ${contract.name}: the config binds '${name}', which is no field of it; its fields are ${known.join(', ')}`,
    );
  }
  return Object.entries(contract.columns)
    .map(([name, { type }]) => {
      const expression = binding.fields?.[name];
      const value = expression === undefined ? identifier(name) : `(${expression}\n)`;
      return `CAST(${value} AS ${sqlType(type)}) AS ${identifier(name)}`;
    })
    .join(', ');
}
