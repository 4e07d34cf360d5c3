import type { Night, Stage } from '@lookalikes/stage-kit';
import type { NightWorld, TestNight } from '@lookalikes/stage-kit/testing';
import { leftOut, pages } from '../fixtures/contracts.ts';
import { counting } from '../fixtures/counting/src/stage.ts';
import { inputs, keysOf } from './world.ts';

/** Runs the counting stage with these options, or another `stage` of its name. */
export const run = (
  world: NightWorld,
  options: object = {},
  { stage = counting, ...night }: TestNight & { readonly stage?: Stage } = {},
) => world.run([stage], { inputs, stages: { counting: options }, ...night });

/** The counting stage, but for what it does. */
export const doing = (work: (night: Night) => Promise<unknown>, part: Partial<Stage> = {}): Stage => ({
  ...counting,
  ...part,
  run: async (night) => void (await work(night)),
});

/** A stage that reads nothing, writes `pages` and `left_out`, and has no audits of its own. */
export const writing = (work: (night: Night) => Promise<unknown>, part: Partial<Stage> = {}): Stage =>
  doing(work, {
    reads: {},
    queries: {},
    scratch: [],
    writes: { pages, left_out: leftOut },
    sql: new URL('../no-sql/', counting.sql),
    ...part,
  });

/** What is published. */
export const published = (world: NightWorld): Promise<string[]> => keysOf(world.store, 'ledger/');

/** Rows of `pages`, to load. */
export const pageRows = (...names: readonly string[]) => [
  { rows: names.length, columns: { page: names, visits: BigInt64Array.from(names, () => 1n) } },
];

/** Rows of `left_out`, to load. */
export const userRows = (...users: readonly string[]) => [{ rows: users.length, columns: { user_id: users } }];
