import type { InputBinding } from '@lookalikes/schema';
import { table } from '@lookalikes/schema';
import type { InputBindings, LoadedConfig, Region, Stage, StageStep } from '@lookalikes/stage-kit';
import { Journal, Ledger, parseOptions, previewStep } from '@lookalikes/stage-kit';
import type { CompiledStep } from './compiled-text.ts';
import { shownEngine } from './engines.ts';

/** Which night and engine a step is shown for. */
export interface ShownNight {
  readonly region: Region;
  /** The newest night of the region on record, else today, where left out. */
  readonly date?: string | undefined;
  /** The config's own where left out. */
  readonly engine?: string | undefined;
}

/**
 * Compiles a step as the night would run it, without opening an engine: the ledger says what is published.
 *
 * @throws what `parseOptions`, `previewStep` and the adapter's `compile` throw
 */
export async function compileStep(
  { config, root }: LoadedConfig,
  { stage, step }: { readonly stage: Stage; readonly step: StageStep },
  night: ShownNight,
): Promise<CompiledStep> {
  const { region } = night;
  const store = await config.store.open({ root });
  const runDate = night.date ?? (await new Journal(store).all([region])).at(-1)?.runDate ?? today();
  const { adapter, own } = shownEngine(config, region, night.engine);
  const { statement, reads } = await previewStep(stage, step, {
    region,
    runDate,
    options: parseOptions(stage, config.stages[stage.name]),
    inputs: own ? config.inputs : asTables(config.inputs),
    ledger: new Ledger(store),
  });
  const { sql, params } = adapter.compile(statement, { root, region });
  return {
    stage: stage.name,
    step: step.name,
    kind: step.kind,
    file: step.file,
    engine: adapter.name,
    region,
    run_date: runDate,
    reads,
    sql,
    params,
  };
}

/** Files that the config's engine reads may be out of another's sight: a table that says so stands for them. */
function asTables(inputs: InputBindings): InputBindings {
  const bound = Object.entries(inputs).map(([name, binding]: [string, InputBinding]) => {
    if (binding.kind === 'table') return [name, binding];
    return [name, table(`<${name}: files in the config>`, binding.fields ? { fields: binding.fields } : {})];
  });
  return Object.fromEntries(bound) as InputBindings;
}

const today = (): string => new Date().toISOString().slice(0, 10);
