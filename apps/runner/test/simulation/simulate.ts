import type { Plot } from './scenario.ts';
import { play, plotOf } from './scenario.ts';
import type { State } from './state.ts';
import { differences } from './state.ts';
import type { Told } from './world.ts';
import { World } from './world.ts';

/** What came of a seed. */
export interface Simulated {
  readonly seed: number;
  /** What happened that must not; empty where all is as it should be. */
  readonly faults: readonly string[];
  /** A hash of all that happened: equal for equal runs. */
  readonly trace: string;
  readonly story: readonly Told[];
  readonly events: number;
  /** How often things happened, by what they are. */
  readonly tally: ReadonlyMap<string, number>;
}

const expected = new Map<string, State>();

/** Plays one seed, and compares what it leaves with what the same nights leave where nothing goes wrong. */
export async function simulate(seed: number): Promise<Simulated> {
  const world = new World(seed);
  const plot = plotOf(world);
  const unhandled = (reason: unknown): void => {
    world.fault(`nobody handles ${reason instanceof Error ? reason.stack : String(reason)}`);
  };
  process.on('unhandledRejection', unhandled);
  try {
    const wanted = await withoutFaults(plot);
    const found = await world.schedule.during(play(world, plot));
    for (const line of differences(wanted, found)) world.fault(line);
  } catch (error) {
    world.fault(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    process.off('unhandledRejection', unhandled);
  }
  const { faults, story, schedule, tally } = world;
  return { seed, faults, story, tally, trace: world.trace(), events: schedule.events };
}

/** What a plot's nights leave where nothing goes wrong and nobody else is there. */
async function withoutFaults(plot: Plot): Promise<State> {
  const key = JSON.stringify(plot);
  const known = expected.get(key);
  if (known) return known;
  const world = new World(0);
  const state = await world.schedule.during(play(world, plot, true));
  if (world.faults.length > 0) throw new Error(`nights without faults: ${world.faults.join('; ')}`);
  expected.set(key, state);
  return state;
}
