import { addDays, exitCodes } from '@lookalikes/stage-kit';
import type { Ended, Given, Order } from './command.ts';
import { command } from './command.ts';
import { checkEnded } from './exits.ts';
import type { Aim, Blow } from './sim-process.ts';
import type { State } from './state.ts';
import { stateOf } from './state.ts';
import { unfinishedNights } from './watch.ts';
import type { World } from './world.ts';

/** What a seed lets happen. */
export interface Plot {
  readonly nights: readonly string[];
  /** The night whose newest day is flawed until somebody looks. */
  readonly flawed: string | undefined;
}

/** The first of the nights. */
const first = '2026-11-21';

/** What a seed's story is about. */
export function plotOf(world: World): Plot {
  const { dice } = world;
  const nights = Array.from({ length: dice.whole(2, 5) }, (_, at) => addDays(first, at));
  return { nights, flawed: dice.chance(0.3) ? nights[dice.whole(0, nights.length - 1)] : undefined };
}

/** A night takes about so many calls of its process. */
const callsOfNight: Readonly<Record<Aim, number>> = { any: 220, look: 40, announcement: 35, publish: 7 };

/**
 * Plays nights one after the other, each given to the region by a person who tries again until it is done, while others
 * run, resume, backfill, sweep and hold at the same time; then all faults cease, what is not done is finished, and swept.
 *
 * @param quiet - nobody else, and no faults: what the others must come to
 */
export async function play(world: World, plot: Plot, quiet = false): Promise<State> {
  const others: Promise<unknown>[] = [];
  world.climate.calm = quiet;
  for (let back = 4; back > 0; back--) world.days.set(addDays(first, -back), { basis: 'a', flawed: false });
  for (const [at, night] of plot.nights.entries()) {
    world.count('nights');
    world.days.set(
      addDays(night, -1),
      night === plot.flawed ? { basis: quiet ? 'b' : 'a', flawed: !quiet } : { basis: 'a', flawed: false },
    );
    const before = others.length;
    if (!quiet) await troubled(world, { night, nights: plot.nights.slice(0, at + 1) }, others);
    await heal(world, night);
    // Who was paused may wake in the next night, not in the one after.
    await Promise.all(others.slice(0, before));
    await mend(world);
    // A night that somebody runs again, and does not finish, is resumed while it can be.
    const oldest = plot.nights[at + 1 - unfinishedNights];
    if (oldest !== undefined) await heal(world, oldest);
    if (!quiet) world.climate.calm = false;
  }
  world.climate.calm = true;
  await Promise.all(others);
  await settle(world, plot.nights);
  return stateOf(world);
}

interface Tonight {
  readonly night: string;
  /** All up to tonight. */
  readonly nights: readonly string[];
}

/** Some tries at a night, while others do what they do. */
async function troubled(world: World, tonight: Tonight, others: Promise<unknown>[]): Promise<void> {
  const { dice, schedule } = world;
  const { night } = tonight;
  const tries = dice.whole(1, 3);
  for (let attempt = 1; attempt <= tries; attempt++) {
    for (let rivals = dice.pick([0, 1, 1, 2]); rivals > 0; rivals--) {
      const order = rivalOrder(world, tonight);
      const later = dice.between(0, 15_000);
      others.push(
        schedule.sleep(later).then(() => give(world, order, { ...givenOf(world), forceUnlock: dice.chance(0.15) })),
      );
    }
    const resume: Order = { kind: 'resume', night };
    const run: Order = { kind: 'run', nights: [night], again: dice.chance(0.2) };
    const order = attempt === 1 || dice.chance(0.25) ? run : resume;
    const { exitCode } = await give(world, order, { ...givenOf(world), forceUnlock: dice.chance(0.1) });
    if (exitCode === exitCodes.held) lookAt(world, night);
    await schedule.sleep(dice.between(0, 20_000));
  }
}

/** What somebody else does meanwhile. */
function rivalOrder({ dice }: World, { night, nights }: Tonight): Order {
  return dice.pick<Order>([
    { kind: 'run', nights: [night], again: false },
    { kind: 'run', nights: [night], again: true },
    { kind: 'run', nights, again: false },
    { kind: 'resume', night },
    { kind: 'resume', night },
    { kind: 'resume', night },
    { kind: 'gc' },
    { kind: 'gc' },
    { kind: 'hold', segment: '1001', night },
    { kind: 'release', segment: '1001', night },
  ]);
}

/** A machine, and what befalls the process there. */
function givenOf({ dice, machines, timing }: World): Given {
  const standing = 1000 * timing.staleSeconds;
  const blow = (kind: Blow['kind']): Blow => {
    const aim = dice.pick<Aim>(['any', 'any', 'look', 'announcement', 'publish']);
    return {
      kind,
      aim,
      call: dice.whole(1, callsOfNight[aim]),
      when: dice.pick(['sent', 'answered']),
      milliseconds: dice.between(0.2, 4) * standing,
    };
  };
  const kinds = dice.pick<readonly Blow['kind'][]>([
    [],
    ['killed'],
    ['killed'],
    ['paused'],
    ['paused'],
    ['paused', 'paused'],
    ['paused', 'killed'],
    ['suspended'],
    ['stopped'],
  ]);
  return {
    machine: dice.pick([machines[0], machines[0], machines.at(-1)!]),
    blows: kinds.map(blow),
    patience: 150_000,
  };
}

/** A person looks at a night that was held, and mends what is wrong with its input. */
function lookAt({ days }: World, night: string): void {
  const day = days.get(addDays(night, -1));
  if (day?.flawed) Object.assign(day, { basis: 'b', flawed: false });
}

/** Gives a command and holds its end against what happened. */
async function give(world: World, order: Order, given: Given): Promise<Ended> {
  const ended = await command(world, order, given);
  checkEnded(world, ended);
  return ended;
}

const quietly = ({ machines }: World): Given => ({ machine: machines[0], patience: 150_000 });

/** So many tries are enough for a night once all goes well: somebody else may have the region, or stand still with it. */
const enough = 12;

/** All goes well from now on: a night is done within a few tries. */
async function heal(world: World, night: string): Promise<void> {
  const { climate, schedule, objects } = world;
  climate.calm = true;
  for (let attempt = 1; attempt <= enough; attempt++) {
    const begun = objects.keys(`runs/amer/${night}/`).length > 0;
    const order: Order = begun ? { kind: 'resume', night } : { kind: 'run', nights: [night], again: false };
    const { exitCode, outcomes } = await give(world, order, quietly(world));
    if (outcomes[0]?.status === 'done' || outcomes[0]?.status === 'already') return;
    if (exitCode === exitCodes.held) lookAt(world, night);
    await schedule.sleep(20_000);
  }
  world.fault(`${night} is not done although all goes well`);
}

/** Nobody else is there any more: what others left undone is finished, what is done stays as it is, what is left over goes. */
async function settle(world: World, nights: readonly string[]): Promise<void> {
  const { objects, database, schedule } = world;
  for (const night of nights) await heal(world, night);
  await mend(world);
  // What those who are gone had sent off arrives.
  await schedule.sleep(20_000);
  for (const night of nights) {
    const before = objects.changes + database.changes;
    const { outcomes } = await give(world, { kind: 'run', nights: [night], again: false }, quietly(world));
    if (outcomes[0]?.status !== 'already') world.fault(`${night} is done, and run again it is ${outcomes[0]?.status}`);
    if (objects.changes + database.changes > before)
      world.fault(`${night} is done, and run again it changes something`);
  }
  await sweepOnce(world);
  const left = JSON.stringify(stateOf(world));
  await sweepOnce(world);
  if (JSON.stringify(stateOf(world)) !== left) world.fault('a second sweep finds something to remove');
  if (objects.keys('locks/').every((key) => !key.endsWith('.released'))) world.fault('the region is held by nobody');
}

/** What the docs say is to be done where a run that was taken over has changed an output late: its night is run again. */
async function mend(world: World): Promise<void> {
  const { late } = world.watch;
  for (const key of late) {
    const night = key.split('/')[2]?.slice(0, 10) ?? '';
    const { exitCode } = await give(world, { kind: 'run', nights: [night], again: true }, quietly(world));
    // Somebody else may have the region: then later.
    if (exitCode === exitCodes.done || exitCode === exitCodes.held) late.delete(key);
  }
}

async function sweepOnce(world: World): Promise<void> {
  const { exitCode, error } = await give(world, { kind: 'gc' }, quietly(world));
  if (exitCode !== exitCodes.done) world.fault(`a sweep ends with ${String(exitCode)}: ${String(error)}`);
}
