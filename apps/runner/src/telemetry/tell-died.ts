import type { CheckedConfig, Log, ObjectStore, PlannedStage } from '@lookalikes/stage-kit';
import { Journal } from '@lookalikes/stage-kit';
import type { NightOutcome } from '../night/outcome.ts';
import { NightLineage } from './lineage/night-lineage.ts';

/** What it takes to tell of nights whose processes could not. */
export interface DiedOf {
  readonly config: Pick<CheckedConfig, 'telling' | 'inputs'>;
  readonly root: string;
  readonly store: ObjectStore;
  readonly log: Log;
  readonly planned: readonly PlannedStage[];
}

/** Ends the lineage of nights whose processes died, whose records are closed by now. */
export async function tellDied(outcomes: readonly NightOutcome[], of: DiedOf): Promise<void> {
  if (!of.config.telling?.lineage) return;
  const journal = new Journal(of.store);
  for (const { region, runDate, attempt } of outcomes) {
    const record = (await journal.attempts(region, runDate)).find((one) => one.attempt === attempt);
    if (!record) continue;
    const { stage } = of.planned.find((planned) => planned.stage.name === record.failure?.stage) ?? {};
    await NightLineage.of({ ...of, record })?.nightEnded({ record, stage });
  }
}
