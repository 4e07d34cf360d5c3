import { createHash } from 'node:crypto';
import type { LockTiming } from '@lookalikes/stage-kit';
import { Climate } from './climate.ts';
import { Database } from './database.ts';
import { Dice } from './dice.ts';
import { Objects } from './objects.ts';
import { Schedule } from './schedule.ts';
import type { SimProcess } from './sim-process.ts';
import { Watch } from './watch.ts';

/** A machine that runs processes. */
export interface Machine {
  readonly name: string;
  /** What tells it from others; not known of every machine. */
  readonly id: string | undefined;
  /** How far its clock is off, in milliseconds. */
  readonly skew: number;
}

/** What one day of the events is like. */
export interface SimDay {
  basis: string;
  flawed: boolean;
}

/** A line of a world's story. */
export interface Told {
  readonly at: number;
  readonly line: string;
}

/** An error, in a line. */
export const textOfError = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : JSON.stringify(error);

/** The first moment of every simulation. */
export const epoch = Date.parse('2026-11-21T04:00:00Z');

/** Everything beneath the ports, and all that happens there. */
export class World {
  readonly schedule = new Schedule();
  readonly dice: Dice;
  readonly climate: Climate;
  readonly objects: Objects;
  readonly database: Database;
  /** What the system beside the ports was given, by key. */
  readonly outside = new Map<string, string>();
  /** The days of the events. */
  readonly days = new Map<string, SimDay>();
  readonly processes: SimProcess[] = [];
  readonly machines: readonly [Machine, ...Machine[]];
  readonly watch: Watch;
  readonly timing: LockTiming;
  readonly writesAtOnce: number;
  readonly story: Told[] = [];
  /** How often things happened, by what they are. */
  readonly tally = new Map<string, number>();
  /** What happened that must not. */
  readonly faults: string[] = [];
  readonly #trace = createHash('sha256');

  constructor(seed: number) {
    this.dice = new Dice(seed);
    const { dice } = this;
    this.climate = new Climate(dice);
    this.watch = new Watch(this);
    this.objects = new Objects(dice.pick([1000, 1000, 4]));
    this.database = new Database();
    const heartbeatSeconds = dice.pick([1, 2, 5]);
    this.timing = { heartbeatSeconds, staleSeconds: heartbeatSeconds * dice.pick([3, 6]) };
    this.writesAtOnce = dice.pick([1, 3]);
    const machine = (name: string): Machine => ({
      name,
      id: dice.chance(0.7) ? `${name}-${dice.hex(4)}` : undefined,
      skew: dice.chance(0.5) ? Math.round(dice.between(-90_000, 90_000)) : 0,
    });
    this.machines = [machine('north'), machine('south')];
  }

  /** Notes something that happened. All of it is the trace, by which two runs are compared. */
  note(line: string, tell = false): void {
    this.#trace.update(`${this.schedule.now} ${line}\n`);
    if (tell) this.story.push({ at: this.schedule.now, line });
  }

  /** Counts something that happened. */
  count(what: string): void {
    this.tally.set(what, (this.tally.get(what) ?? 0) + 1);
  }

  /** Notes something that must not happen. */
  fault(line: string): void {
    this.note(`FAULT ${line}`, true);
    this.faults.push(line);
  }

  /** A hash of all that has happened. For the end of a simulation. */
  trace(): string {
    return this.#trace.digest('hex');
  }

  /** A UUID. */
  uuid(): string {
    const { dice } = this;
    return `${dice.hex(8)}-${dice.hex(4)}-4${dice.hex(3)}-${dice.pick(['8', '9', 'a', 'b'])}${dice.hex(3)}-${dice.hex(12)}`;
  }
}
