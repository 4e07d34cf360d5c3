import type { Day, InputBinding, InputContract, InputName, Region } from '@lookalikes/schema';
import type { InputRelation } from './engine.ts';
import { StageKitError } from './error.ts';

/** Where each input lies. `optOuts` may be left out. */
export type InputBindings = Readonly<Partial<Record<InputName, InputBinding>>>;

/**
 * An input as tonight's run may see it.
 *
 * @throws StageKitError `config` where config does not say where the input lies
 */
export function inputRelation(
  contract: InputContract,
  { inputs, region, runDate }: { inputs: InputBindings; region: Region; runDate: Day },
): InputRelation {
  const binding = inputs[contract.name as InputName];
  if (binding === undefined) {
    throw new StageKitError(
      'config',
      `inputs.${contract.name} is missing from the config: say where it lies, as in ${contract.name}: files('inputs/${contract.name}/*.parquet')`,
    );
  }
  return { kind: 'input', contract, binding, region, before: runDate };
}
