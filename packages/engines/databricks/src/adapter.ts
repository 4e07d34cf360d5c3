import type { EngineAdapter } from '@lookalikes/stage-kit';
import { compile } from './compile.ts';
import { DatabricksError } from './error.ts';
import type { DatabricksOptions } from './options.ts';

/**
 * The Engine port on a Databricks SQL warehouse.
 *
 * @example databricks({ catalog: 'main', schema: 'lookalikes' })
 */
export function databricks(options: DatabricksOptions): EngineAdapter {
  return {
    name: 'databricks',
    open: () => Promise.reject(new DatabricksError('settings', `cannot open ${options.schema ?? 'a warehouse'} yet`)),
    compile: (statement) => {
      const { sql, params } = compile(statement);
      return { sql, params };
    },
  };
}
