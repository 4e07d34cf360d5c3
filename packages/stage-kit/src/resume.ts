import { Adoptable } from './adopt.ts';
import { readEffects } from './effects.ts';
import { StageKitError } from './error.ts';
import type { ObjectStore } from './object-store.ts';
import type { PlannedStage } from './plan.ts';
import type { RunRecord } from './record.ts';
import type { Setup } from './setup.ts';
import { setupDifferences } from './setup.ts';

/** How a night is resumed. */
export interface Resume {
  /** The number of the attempt to go on from: the newest of the night. */
  readonly attempt: number;
  /** Goes on although config or packages have changed since. */
  readonly acceptChanges?: boolean | undefined;
}

/** What an attempt that resumes others goes on from. */
export interface Resumed {
  readonly left: readonly PlannedStage[];
  readonly adoptable: Adoptable;
  readonly resumes?: number;
  readonly accepted?: string[];
}

/**
 * The attempts that the newest one goes on from, and itself, in order.
 *
 * @param attempts - at one night, in order
 */
export function chainOf(attempts: readonly RunRecord[]): RunRecord[] {
  const chain: RunRecord[] = [];
  let at = attempts.at(-1);
  while (at) {
    chain.unshift(at);
    const before = at.resumes;
    at =
      before === undefined
        ? undefined
        : attempts.find(({ attempt }) => attempt === before && attempt < chain[0]!.attempt);
  }
  return chain;
}

/** The stages that an attempt, or one that it resumes, has finished. */
export function finishedIn(chain: readonly RunRecord[]): Set<string> {
  return new Set(
    chain.flatMap(({ stages, failure }) =>
      stages.map(({ stage }) => stage).filter((stage) => stage !== failure?.stage),
    ),
  );
}

/**
 * Finds out what is left of a night, under its lock.
 *
 * @param stages - those of the plan that the first attempt was asked for
 * @throws StageKitError `publish-conflict` where the night was run again meanwhile; `changed` where config or a package is
 *   not what it was, a line a difference
 */
export async function resumeFrom(
  store: ObjectStore,
  resume: Resume & { readonly attempts: readonly RunRecord[] },
  now: { readonly stages: readonly PlannedStage[]; readonly setup: Setup },
): Promise<Resumed> {
  const chain = chainOf(resume.attempts);
  const last = chain.at(-1);
  if (last?.attempt !== resume.attempt) {
    throw new StageKitError(
      'publish-conflict',
      `attempt ${resume.attempt} is not the newest of the night any more: ${last?.run ?? 'there is none'} was opened meanwhile. Look how it ended, and resume again if it did not end well.`,
    );
  }
  const accepted = last.setup ? setupDifferences(last.setup, now.setup) : [];
  if (accepted.length > 0 && !resume.acceptChanges) throw changed(last, accepted);
  const night = last.run.slice(0, last.run.indexOf('#'));
  const effects = [];
  for (const { attempt } of chain) {
    effects.push(...(await readEffects(store, { night, attempt }, ['materialize', 'drop'])));
  }
  const held = chain.flatMap(({ status, failure }) => (status === 'held' && failure ? [failure.stage] : []));
  const done = finishedIn(chain);
  return {
    left: now.stages.filter(({ stage }) => !done.has(stage.name)),
    adoptable: new Adoptable(effects, new Set(held)),
    resumes: last.attempt,
    ...(accepted.length > 0 ? { accepted } : {}),
  };
}

function changed({ run }: RunRecord, differences: readonly string[]): StageKitError {
  return new StageKitError(
    'changed',
    `${run} cannot be resumed as it was begun:\n${differences.map((line) => `  ${line}`).join('\n')}\nPut that back to what it was; or give --accept-changes to go on with what is new, keeping what is done; or run the night from its start with lookalikes run --again.`,
  );
}
