import type { CheckedConfig, LoadedConfig, PlannedStage, Stage } from '@lookalikes/stage-kit';
import { closest, loadConfig, parseOptions, plan, StageKitError } from '@lookalikes/stage-kit';
import { RunnerError } from './error.ts';

/** A config whose every part is checked, and the night it makes. */
export interface Prepared extends LoadedConfig {
  readonly planned: readonly PlannedStage[];
}

/**
 * Loads a config, checks what it says to every stage, and plans the night: everything that can be known before the
 * first query.
 *
 * @param path - the config file or its folder; the current folder where left out
 * @throws StageKitError `config` where it does not load or a key of it is wrong, `plan` where the stages do not fit
 * @throws RunnerError `config`, a line a wrong stage name or option
 */
export async function prepare(stages: readonly Stage[], path?: string): Promise<Prepared> {
  const loaded = await loadConfig(path);
  const found = [...unknownStages(stages, loaded.config), ...wrongOptions(stages, loaded.config)];
  if (found.length > 0) {
    throw new RunnerError('config', `${loaded.file}:\n${found.join('\n').replaceAll(/^/gm, '  ')}`);
  }
  return { ...loaded, planned: plan(stages) };
}

function unknownStages(stages: readonly Stage[], config: CheckedConfig): string[] {
  const known = stages.map(({ name }) => name);
  return Object.keys(config.stages)
    .filter((name) => !known.includes(name))
    .map((name) => `stages.${name}: no such stage${closest(name, known)}`);
}

function wrongOptions(stages: readonly Stage[], config: CheckedConfig): string[] {
  return stages.flatMap((stage) => {
    try {
      parseOptions(stage, config.stages[stage.name]);
      return [];
    } catch (error) {
      if (error instanceof StageKitError && error.code === 'config') return [error.message];
      throw error;
    }
  });
}
