import { databricks } from '@lookalikes/engine-databricks';
import { duckdb } from '@lookalikes/engine-duckdb';
import type { CheckedConfig, EngineAdapter, Region } from '@lookalikes/stage-kit';

/** The engines whose SQL can be shown whatever the config has, by name. */
const others: Readonly<Record<string, () => EngineAdapter>> = {
  duckdb: () => duckdb({ path: ':memory:' }),
  databricks: () => databricks({}),
};

/** Their names. */
export const engineNames: readonly string[] = Object.keys(others);

/** An engine whose SQL is shown. */
export interface ShownEngine {
  readonly adapter: EngineAdapter;
  /** Whether it is the config's own, which sees the inputs as the config binds them. */
  readonly own: boolean;
}

/**
 * The engine to show the SQL of: the config's own, or another one by name.
 *
 * @param name - one of {@link engineNames}; the config's engine where left out
 */
export function shownEngine(config: CheckedConfig, region: Region, name?: string): ShownEngine {
  const own = config.engine({ region });
  const other = name === undefined || name === own.name ? undefined : others[name];
  return other ? { adapter: other(), own: false } : { adapter: own, own: true };
}
