import { duckdb } from '@lookalikes/engine-duckdb';
import type { RowOf, TokenModel } from '@lookalikes/schema';
import { evaluations, models, readModelArtifact } from '@lookalikes/schema';
import type { RunRecord, StagesResult } from '@lookalikes/stage-kit';
import type { NightWorld, TestNight } from '@lookalikes/stage-kit/testing';
import { nightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { modelSelection } from '../src/stage.ts';
import type { World } from './small-world.ts';
import { leftBehind } from './small-world.ts';

/** A place to run nights in, on DuckDB and a folder; `threads` is asked each time the engine opens. */
export const newNights = (threads: () => number = () => 1): Promise<NightWorld> =>
  nightWorld({
    engine: () => duckdb({ path: 'night.duckdb', threads: threads() }),
    store: fileStore({ root: 'objects' }),
  });

/** Runs model-selection on what a small world leaves behind. */
export const runNight = (
  nights: NightWorld,
  of: World = {},
  night: TestNight & { readonly options?: object } = {},
): Promise<StagesResult> =>
  nights.run([leftBehind(of), modelSelection], { stages: { 'model-selection': night.options ?? {} }, ...night });

/** What the last stage of a run warned of. */
export const warningsOf = (record: RunRecord): RunRecord['stages'][number]['warnings'] =>
  record.stages.at(-1)!.warnings;

/** The first evaluation of this kind. */
export async function evaluationOn(
  nights: NightWorld,
  on: RowOf<typeof evaluations.v1>['evaluated_on'],
  night: TestNight = {},
): Promise<RowOf<typeof evaluations.v1>> {
  return (await nights.rows(evaluations.v1, night)).find(({ evaluated_on }) => evaluated_on === on)!;
}

/** The first model of a night, as its artifact has it. */
export async function firstModel(nights: NightWorld, night: TestNight = {}): Promise<TokenModel> {
  const [model] = await nights.rows(models.v1, night);
  return readModelArtifact(await nights.store.get(model!.artifact)).models[0]!;
}
