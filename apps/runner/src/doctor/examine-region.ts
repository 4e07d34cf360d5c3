import type { InputBinding, InputName, Region } from '@lookalikes/schema';
import { inputs as contracts, int } from '@lookalikes/schema';
import type { Engine, EngineCheck, InputRelation, LoadedConfig, ObjectStore } from '@lookalikes/stage-kit';
import { RegionLock, StageKitError } from '@lookalikes/stage-kit';
import { count } from '../report/format.ts';
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';

/** After every day there is. */
const endOfTime = '9999-12-31';

/** Looks at a region's lock and engine, and at its inputs through the engine, as a run would: under the lock. */
export async function examineRegion(
  region: Region,
  of: Pick<LoadedConfig, 'config' | 'root'> & { readonly store: ObjectStore },
): Promise<Finding[]> {
  let lock: RegionLock;
  try {
    lock = await RegionLock.acquire(of.store, region, { run: 'doctor', timing: of.config.lock });
  } catch (error) {
    const busy = error instanceof StageKitError && error.code === 'lock-held';
    const detail = error instanceof Error ? error.message : String(error);
    return [{ state: busy ? 'busy' : 'problem', what: `${region} lock`, detail }];
  }
  try {
    return [{ state: 'ok', what: `${region} lock`, detail: 'free' }, ...(await examineEngine(region, of))];
  } finally {
    await lock.release();
  }
}

async function examineEngine(
  region: Region,
  { config, root }: Pick<LoadedConfig, 'config' | 'root'>,
): Promise<Finding[]> {
  let engine: Engine | undefined;
  const answer = await finding(`${region} engine`, async () => {
    engine = await config.engine({ region }).open({ root, region });
    const columns = { answer: int('One.') };
    await engine.query(
      { name: 'doctor', text: 'SELECT CAST(1 AS INTEGER) AS answer', relations: {}, params: {} },
      columns,
    );
    return `${engine.name} opens and answers`;
  });
  if (!engine) return [answer];
  try {
    const found = [answer, ...(await examineRights(engine, region))];
    for (const [name, binding] of Object.entries(config.inputs)) {
      found.push(await examineInput(engine, { region, name: name as InputName, binding }));
    }
    return found;
  } finally {
    await engine.close();
  }
}

/** What the engine says of each thing that a night will do in it. */
async function examineRights(engine: Engine, region: Region): Promise<Finding[]> {
  let checks: readonly EngineCheck[] = [];
  const all = await finding(`${region} engine: check`, async () => {
    checks = await engine.check();
    return '';
  });
  if (all.state === 'problem') return [all];
  return checks.map(({ what, ok, detail }) => ({
    state: ok ? 'ok' : 'problem',
    what: `${region} engine: ${what}`,
    detail,
  }));
}

function examineInput(
  engine: Engine,
  { region, name, binding }: { region: Region; name: InputName; binding: InputBinding },
): Promise<Finding> {
  return finding(`${region} ${name}`, async () => {
    const input: InputRelation = { kind: 'input', contract: contracts[name], binding, region, before: endOfTime };
    const days = await engine.inputDays(input);
    const last = days.at(-1)?.day;
    if (last === undefined)
      throw new Error(`${placeOf(binding)} has no day with anything: put the input there, or bind it elsewhere`);
    const oneDay = { from: last, to: endOfTime };
    const text = 'SELECT CAST(count(*) AS INTEGER) AS rows_found FROM (SELECT * FROM {{input}} LIMIT 1) AS first_row';
    await engine.query(
      { name: `doctor: ${name}`, text, relations: { input: { ...input, days: oneDay } }, params: {} },
      { rows_found: int('Whether there is a row.') },
    );
    return `${count(days.length)} days, ${days[0]?.day ?? ''} to ${last}; the last one can be read`;
  });
}

const placeOf = (binding: InputBinding): string => (binding.kind === 'files' ? binding.path : `table ${binding.table}`);
