import type { CheckedConfig, Log, Stage } from '@lookalikes/stage-kit';
import { exitCodeOf, exitCodes, files, holdSegment, Journal, plan, releaseSegment, sweep } from '@lookalikes/stage-kit';
import { closeRecord } from '../../src/night/close-record.ts';
import type { NightEvent } from '../../src/night/messages.ts';
import type { NightOutcome } from '../../src/night/outcome.ts';
import { worst } from '../../src/night/outcome.ts';
import { runRegionNights } from '../../src/night/region-night.ts';
import { toResume } from '../../src/night/to-resume.ts';
import { deliver } from './deliver/src/stage.ts';
import { gather } from './gather/src/stage.ts';
import { learn } from './learn/src/stage.ts';
import { simEngine, SimEngineError } from './sim-engine.ts';
import type { Blow } from './sim-process.ts';
import { SimProcess } from './sim-process.ts';
import { simStore } from './sim-store.ts';
import { historyDays, keptNights, unfinishedNights } from './watch.ts';
import type { Machine, World } from './world.ts';
import { textOfError } from './world.ts';

/** A command as a person, or cron, gives it. */
export type Order =
  | { readonly kind: 'run'; readonly nights: readonly string[]; readonly again: boolean }
  | { readonly kind: 'resume'; readonly night: string }
  | { readonly kind: 'gc' }
  | { readonly kind: 'hold' | 'release'; readonly segment: string; readonly night: string };

/** Where and how a command is given. */
export interface Given {
  readonly machine: Machine;
  readonly blows?: readonly Blow[];
  readonly forceUnlock?: boolean;
  /** How long whoever gave it waits until it is stopped, in milliseconds. */
  readonly patience: number;
}

/** How a command ended. */
export interface Ended {
  readonly process: SimProcess;
  /** Undefined where it was killed. */
  readonly exitCode: number | undefined;
  readonly outcomes: readonly NightOutcome[];
  /** The attempt it was last heard of at. */
  readonly begun?: Begun | undefined;
  /** What it threw, where it is none that ends with outcomes. */
  readonly error?: unknown;
}

type Begun = Extract<NightEvent, { readonly kind: 'stage-begins' }>;

/** What a command has told so far. */
interface ToldOf {
  readonly outcomes: NightOutcome[];
  begun?: Begun;
}

/** How long a process that is told to stop has to end, in milliseconds. */
const grace = 10_000;

/** Carries a command out in a process of its own, as the runner's commands do. */
export async function command(world: World, order: Order, given: Given): Promise<Ended> {
  const { machine, blows = [], patience } = given;
  const name = `${order.kind}-${world.processes.length + 1}`;
  const process = new SimProcess(world, { name, machine, blows });
  world.note(`${name} on ${machine.name}: ${textOf(order)}${given.forceUnlock ? ' --force-unlock' : ''}`, true);
  world.count('commands');
  const timers = [
    world.schedule.after(patience, () => process.stop()),
    world.schedule.after(patience + grace, () => process.kill()),
  ];
  const told: ToldOf = { outcomes: [] };
  const { outcomes } = told;
  const work = carryOut(process, { order, given, told }).then(
    (exitCode): Ended => ({ process, exitCode, outcomes }),
    (error: unknown): Ended => ({ process, exitCode: exitCodeOf(error), outcomes, error }),
  );
  const killed = process.death.then((): Ended => ({ process, exitCode: undefined, outcomes, begun: told.begun }));
  const ended = await Promise.race([work, killed]);
  for (const timer of timers) timer.cancel();
  process.end();
  world.note(`${name} ends with ${String(ended.exitCode)}${why(ended)}`, true);
  if (ended.exitCode === undefined) await closeAfter(ended, order);
  return ended;
}

async function carryOut(
  process: SimProcess,
  { order, given, told }: { order: Order; given: Given; told: ToldOf },
): Promise<number> {
  const { outcomes } = told;
  const store = await simStore(process).open({ root: '' });
  const { forceUnlock = false } = given;
  const config = configOf(process);
  const night = { region: 'amer', config: '', selection: {}, forceUnlock, log: 'none' } as const;
  const parts = { config, root: '', log, signal: process.stopping.signal, host: process };
  const run = async (request: Parameters<typeof runRegionNights>[0]['request']): Promise<number> => {
    const tell: Parameters<typeof runRegionNights>[0]['tell'] = (event) => {
      if (event.kind === 'outcome') outcomes.push(event.outcome);
      if (event.kind === 'stage-begins') told.begun = event;
    };
    await runRegionNights({ ...parts, request, planned: plan(stagesOf(process)), tell });
    return worst(outcomes.map(({ status, exitCode }) => (status === 'cancelled' ? exitCodes.terminated : exitCode)));
  };
  switch (order.kind) {
    case 'run':
      process.again = order.again;
      return run({ ...night, nights: order.nights, again: order.again });
    case 'resume': {
      const found = await toResume(new Journal(store, process), 'amer', { date: order.night, forceUnlock });
      if ('work' in found) return run({ ...night, ...found.work });
      outcomes.push(found.already);
      return exitCodes.done;
    }
    case 'gc':
      process.world.watch.sweeps(process);
      process.world.count('sweeps');
      await sweep({ ...parts, region: 'amer', stages: stagesOf(process), forceUnlock });
      return exitCodes.done;
    case 'hold':
      await holdSegment(store, { region: 'amer', segment: order.segment }, { since: process.now().toISOString() });
      return exitCodes.done;
    default:
      await releaseSegment(store, { region: 'amer', segment: order.segment, night: order.night });
      return exitCodes.done;
  }
}

/** What the command does whose region's process was killed: it closes the record. It may have died, too. */
async function closeAfter({ process, outcomes, begun }: Ended, order: Order): Promise<void> {
  const { world, machine } = process;
  const nights = order.kind === 'run' ? order.nights : order.kind === 'resume' ? [order.night] : [];
  const runDate = nights[outcomes.length];
  if (runDate === undefined || world.dice.chance(0.5)) return;
  const parent = new SimProcess(world, { name: `${process.name}-parent`, machine });
  const store = await simStore(parent).open({ root: '' });
  const lost: NightOutcome = {
    region: 'amer',
    runDate,
    ...(begun?.runDate === runDate ? { attempt: begun.attempt } : {}),
    died: true,
    status: 'failed',
    exitCode: exitCodes.failed,
    message: 'killed',
  };
  try {
    await closeRecord(store, lost, parent);
  } catch (error) {
    world.watch.raised(parent, error);
  }
  parent.end();
}

const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The config of a simulated process: its own ends of the ports. */
function configOf(process: SimProcess): CheckedConfig {
  const { timing, writesAtOnce } = process.world;
  return {
    regions: ['amer'],
    engine: () => simEngine(process, writesAtOnce),
    store: simStore(process),
    inputs: { events: files('events/*'), mapping: files('mapping/*') },
    stages: { gather: { historyDays } },
    lock: timing,
    retention: { nights: keptNights, datasets: {}, unfinishedNights },
  };
}

/** The stages of a simulated night: small ones, in the shapes of the real. */
function stagesOf(process: SimProcess): Stage[] {
  const { world } = process;
  const outside = {
    commit: async (key: string, content: string): Promise<void> => {
      world.watch.commits(process, key);
      await process.call({
        kind: 'change',
        what: `commit ${key} outside`,
        tell: true,
        act: () => {
          world.watch.committed(process, key);
          world.outside.set(key, content);
        },
        error: (what) => new SimEngineError('statement-failed', what),
      });
    },
  };
  return [gather, learn, deliver(outside)];
}

function textOf(order: Order): string {
  switch (order.kind) {
    case 'run':
      return `run ${order.nights.join(' ')}${order.again ? ' --again' : ''}`;
    case 'resume':
      return `resume ${order.night}`;
    case 'gc':
      return 'gc';
    default:
      return `${order.kind} ${order.segment}`;
  }
}

function why({ outcomes, error }: Ended): string {
  if (error !== undefined) return `: ${textOfError(error)}`;
  const last = outcomes.at(-1);
  return last ? `: ${last.status}${last.message === undefined ? '' : `: ${last.message.split('\n')[0]}`}` : '';
}
