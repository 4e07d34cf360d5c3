import type { Cancel, InputRelation, Statement } from '@lookalikes/stage-kit';
import type { Compiled } from './compile.ts';
import { compile } from './compile.ts';
import { DatabricksError } from './error.ts';
import type { Warehouse } from './warehouse.ts';
import { noRows } from './write.ts';

/** The SELECT that counts an input's rows by day. */
export const daysBySelect = (input: InputRelation): Statement => ({
  name: `days of input ${input.contract.name}`,
  text: `SELECT CAST(${input.contract.time} AS DATE) AS event_day, count(*) AS row_count FROM {{input}} GROUP BY 1 ORDER BY 1`,
  relations: { input },
  params: {},
});

/**
 * What to throw for a statement that failed: where it is an input of it that is wrong, that is said instead.
 *
 * @returns DatabricksError `input-missing` or `bad-input`, or the error as it was
 */
export async function blamed(
  warehouse: Warehouse,
  { inputs }: Compiled,
  { error, cancel }: { error: unknown; cancel: Cancel },
): Promise<unknown> {
  if (!(error instanceof DatabricksError && error.code === 'sql')) return error;
  for (const input of inputs) {
    const alone = compile({
      name: `input ${input.contract.name}`,
      text: 'SELECT * FROM {{input}}',
      relations: { input },
      params: {},
    });
    try {
      await warehouse.run(noRows(alone), cancel);
    } catch (found) {
      if (found instanceof DatabricksError && found.code === 'sql') return wrong(input, found);
    }
  }
  return error;
}

function wrong({ contract, binding, region }: InputRelation, found: DatabricksError): DatabricksError {
  const name = `input ${contract.name}`;
  const place = binding.kind === 'table' ? binding.table.replaceAll('{region}', region) : binding.path;
  if (found.message.includes('[TABLE_OR_VIEW_NOT_FOUND]') || found.message.includes('[SCHEMA_NOT_FOUND]')) {
    return new DatabricksError(
      'input-missing',
      `${name}: there is no table ${place}; make it, or bind the input elsewhere in the config`,
      { cause: found },
    );
  }
  return new DatabricksError(
    'bad-input',
    `${name}: '${place}' does not give its fields (${Object.keys(contract.columns).join(', ')}); bind those of another name by an expression in the config. The service says: ${found.message}`,
    { cause: found },
  );
}
