/** A promise that is broken on purpose, in a line of the real code. */
export interface Mutant {
  readonly name: string;
  /** How the URL of the file ends. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const kit = '/packages/stage-kit/src/';
const runner = '/apps/runner/';

/** What the simulation must find: each breaks one promise of docs/ARCHITECTURE.md. */
export const mutants: readonly Mutant[] = [
  {
    name: 'a store that ignores ifNoneMatch',
    file: `${runner}test/simulation/objects.ts`,
    from: 'if (ifNoneMatch && this.#content.has(key))',
    to: 'if (false)',
  },
  {
    name: 'a lock that is taken over without a seal',
    file: `${kit}lock.ts`,
    from: 'if (holder) await sealRun(',
    to: 'if (holder && next === 0) await sealRun(',
  },
  {
    name: 'a publish before the audits',
    file: `${kit}run-stage.ts`,
    from: 'audits = await audit(stage, night, of.engine);',
    to: `for (const early of night.pending.filter(({ name }) => !stage.scratch.includes(name))) await publish(stage, early, of);
         audits = await audit(stage, night, of.engine);`,
  },
  {
    name: 'a publish without a look at the lock',
    file: `${kit}run-stage.ts`,
    from: 'await lock.check();\n    await ledger.commit(prepared);',
    to: 'await ledger.commit(prepared);',
  },
  {
    name: 'a drop without a look at the lock',
    file: `${kit}run-stage.ts`,
    from: 'await of.lock.check();\n    await of.engine.drop(writes);',
    to: 'await of.engine.drop(writes);',
  },
  {
    name: 'a failing stage that drops what it has kept of an attempt before',
    file: `${kit}run-stage.ts`,
    from: 'filter(({ adopted }) => !adopted)',
    to: 'filter(() => true)',
  },
  {
    name: 'an object put without a look at the lock',
    file: `${kit}fenced-store.ts`,
    from: 'await lock.check();\n      return work();',
    to: 'return work();',
  },
  {
    name: 'a resume that keeps rows that may be half',
    file: `${kit}adopt.ts`,
    from: 'WrittenResult.safeParse(after?.result)',
    to: "WrittenResult.safeParse(after?.result ?? { rows: 2, checksum: '' })",
  },
  {
    name: 'a resume that keeps rows that were dropped',
    file: `${kit}adopt.ts`,
    from: 'dropped.has(effect.writeId) ||',
    to: '',
  },
  {
    name: 'a night that is not looked at again under its lock',
    file: `${kit}run-stages.ts`,
    from: 'if (last && of.isDone?.(attempts))',
    to: 'if (false)',
  },
  {
    name: 'a sweep without the lock',
    file: `${kit}gc.ts`,
    from: "const lock = await lockOfNight(store, { ...of, purpose: 'gc' });",
    to: 'const lock = { check: async () => {}, release: async () => {} };',
  },
  {
    name: 'a sweep that forgets the nights that can be resumed',
    file: `${kit}leftovers.ts`,
    from: 'if (of.resumable.has(attempts))',
    to: 'if (false)',
  },
  {
    name: 'a sweep that forgets the nights a stage holds its own against',
    file: `${kit}gc-plan.ts`,
    from: "if (read.kind === 'good-nights')",
    to: 'if (false)',
  },
  {
    name: 'a sweep that frees a key that a run may still publish under',
    file: `${kit}gc.ts`,
    from: 'if (taken.has(key))',
    to: 'if (false)',
  },
  {
    name: "a command that closes another run's record",
    file: `${runner}src/night/close-record.ts`,
    from: ".find((one) => one.attempt === attempt);\n  if (record?.status !== 'interrupted' || record.failure)",
    to: '.at(-1);\n  if (record === undefined)',
  },
];
