import type { Cancel, Host, ProcessPlace, Wait } from '@lookalikes/stage-kit';
import { StoppedError } from '@lookalikes/stage-kit';
import type { CallKind, Fate } from './climate.ts';
import type { Machine, World } from './world.ts';
import { epoch } from './world.ts';

/** Calls that a blow may be aimed at: all, looks at the lock, announcements of effects, publishes. */
export type Aim = keyof typeof aims;

const aims = {
  any: /^/,
  look: /^get locks\/.*\.json$/,
  announcement: /^put journal\/.*-before\.json$/,
  publish: /^put ledger\//,
} as const;

/** What befalls a process. `paused`: its machine's clock goes on; `suspended`: it stands still too. */
export interface Blow {
  readonly kind: 'killed' | 'paused' | 'suspended' | 'stopped';
  /** Among which of its calls. */
  readonly aim: Aim;
  /** At which of those. */
  readonly call: number;
  /** Whether that call is sent before it falls, or is answered too. */
  readonly when: 'sent' | 'answered';
  /** How long it stands still, in milliseconds. */
  readonly milliseconds: number;
}

/** A call of a simulated part. */
export interface Call<T> extends Cancel {
  readonly kind: CallKind;
  /** For the story. */
  readonly what: string;
  /** Whether the story tells of it where all goes well. */
  readonly tell?: boolean;
  /** What happens on the other side, in one moment. */
  readonly act: () => T;
  /** What happens where it breaks off midway. */
  readonly midway?: () => void;
  readonly error: (what: string) => Error;
}

/**
 * A process of a simulated machine. It runs the real code, which knows nothing of it; all that it asks of the world goes
 * through `call` and `sleep`, where it can be killed, paused or stopped.
 */
export class SimProcess implements Host {
  readonly name: string;
  readonly machine: Machine;
  readonly world: World;
  readonly stopping = new AbortController();
  /** Resolves when it is killed. */
  readonly death: Promise<'killed'>;
  /** Whether it may run a night that is done. */
  again = false;
  state: 'alive' | 'paused' | 'gone' = 'alive';
  readonly #pid: number;
  readonly #blows: readonly Blow[];
  readonly #calls: Record<Aim, number> = { any: 0, look: 0, announcement: 0, publish: 0 };
  #stoodStill = 0;
  #inbox: (() => void)[] = [];
  #die: (how: 'killed') => void = () => {};

  constructor(
    world: World,
    of: { readonly name: string; readonly machine: Machine; readonly blows?: readonly Blow[] },
  ) {
    this.world = world;
    this.name = of.name;
    this.machine = of.machine;
    this.#blows = of.blows ?? [];
    this.#pid = world.processes.length + 100;
    this.death = new Promise((resolve) => {
      this.#die = resolve;
    });
    world.processes.push(this);
  }

  place(): ProcessPlace {
    return { host: this.machine.name, pid: this.#pid, machine: this.machine.id };
  }

  isGone({ pid, machine }: ProcessPlace): boolean {
    if (machine === undefined || machine !== this.machine.id) return false;
    return !this.world.processes.some((other) => other.machine === this.machine && other.#pid === pid && other.isThere);
  }

  now(): Date {
    return new Date(epoch + Math.round(this.world.schedule.now) + this.machine.skew);
  }

  elapsed(): number {
    return this.world.schedule.now - this.#stoodStill;
  }

  sleep(milliseconds: number, { signal }: Wait = {}): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const timer = this.world.schedule.after(milliseconds, () => this.#deliver(resolve));
      const end = (): void => {
        timer.cancel();
        resolve();
      };
      signal?.addEventListener('abort', end, { once: true });
    });
  }

  uniqueId(): string {
    return this.world.uuid();
  }

  /** Whether others find it: it has neither ended nor been killed. */
  get isThere(): boolean {
    return this.state !== 'gone';
  }

  /** Ends it: from now on nothing of it runs. What is on its way may still arrive. */
  kill(): void {
    if (!this.isThere) return;
    this.state = 'gone';
    this.world.count('processes killed');
    this.world.note(`${this.name} is killed`, true);
    this.#die('killed');
  }

  /** It has ended by itself. */
  end(): void {
    this.state = 'gone';
  }

  /** As SIGTERM would. */
  stop(): void {
    this.world.count('processes told to stop');
    this.world.note(`${this.name} is told to stop`, true);
    this.#deliver(() => this.stopping.abort(new StoppedError('stopped by SIGTERM')));
  }

  /** As SIGSTOP and SIGCONT would; or as a machine that is suspended, whose clock stands still. */
  pause(kind: 'paused' | 'suspended', milliseconds: number): void {
    if (this.state !== 'alive') return;
    const { schedule } = this.world;
    this.state = 'paused';
    this.world.count(kind === 'paused' ? 'processes paused and woken' : 'machines suspended and woken');
    this.world.note(`${this.name} is ${kind} for ${Math.round(milliseconds)} ms`, true);
    schedule.after(milliseconds, () => {
      if (this.state !== 'paused') return;
      this.state = 'alive';
      this.world.note(`${this.name} wakes`, true);
      if (kind === 'suspended') this.#stoodStill += milliseconds;
      for (const one of this.#inbox.splice(0)) schedule.after(0, () => this.#deliver(one));
    });
  }

  /** Asks something of a simulated part, which may go wrong. */
  call<T>(call: Call<T>): Promise<T> {
    const { signal } = call;
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    if (this.state === 'gone') return new Promise(() => {});
    if (this.state === 'paused') {
      return new Promise((resolve) => this.#inbox.push(() => resolve(this.call(call))));
    }
    const falling = this.#falling(call.what);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const abort = (): void => reject(signal?.reason as Error);
    signal?.addEventListener('abort', abort, { once: true });
    this.#send(call, (answer) => {
      this.#befall(falling, 'answered');
      this.#deliver(() => {
        signal?.removeEventListener('abort', abort);
        if ('error' in answer) reject(answer.error);
        else resolve(answer.value);
      });
    });
    this.#befall(falling, 'sent');
    return promise;
  }

  #send<T>(call: Call<T>, answered: (answer: { readonly value: T } | { readonly error: Error }) => void): void {
    const { world } = this;
    const { schedule, dice } = world;
    const { fate, there, back, late } = world.climate.course(call.kind);
    const about = `${this.name}: ${call.what}`;
    world.count(countedAs[fate]);
    let answer: { readonly value: T } | { readonly error: Error };
    const arrive = (): void => {
      // What a process had not quite sent when it was killed never comes.
      if (!this.isThere && dice.chance(0.5)) return;
      answer = actOf(call);
      const failed = 'error' in answer ? `: ${(answer.error as { code?: string }).code}` : '';
      world.note(`${about}${failed}${fate === 'well' ? '' : ` (${fate})`}`, call.tell);
    };
    const fail = (): void => {
      answer = { error: call.error(`${call.what}: ${textOf[fate]}`) };
      if (fate !== 'lost') world.note(`${about} fails (${fate})`, true);
      else world.note(`${about}: the answer is lost`, true);
    };
    const happen: Readonly<Record<Fate, () => void>> = {
      well: arrive,
      hangs: arrive,
      refused: fail,
      midway: () => {
        call.midway?.();
        fail();
      },
      lost: () => {
        arrive();
        fail();
      },
      late: () => {
        fail();
        schedule.after(back + late, arrive);
      },
    };
    schedule.after(there, happen[fate]);
    if (fate === 'hangs') world.note(`${about} hangs`, true);
    else schedule.after(there + back, () => answered(answer));
  }

  /** Runs a part of the process, as soon as it is not paused; never, where it is gone. */
  #deliver(part: () => void): void {
    if (this.state === 'alive') part();
    else if (this.state === 'paused') this.#inbox.push(part);
  }

  /** The blows that fall at a call. */
  #falling(what: string): readonly Blow[] {
    const aimed = (Object.keys(aims) as Aim[]).filter((aim) => aims[aim].test(what));
    for (const aim of aimed) this.#calls[aim] += 1;
    return this.#blows.filter(({ aim, call }) => aimed.includes(aim) && call === this.#calls[aim]);
  }

  #befall(blows: readonly Blow[], at: Blow['when']): void {
    if (this.world.climate.calm) return;
    for (const { kind, when, milliseconds } of blows) {
      if (when !== at) continue;
      if (kind === 'killed') this.kill();
      else if (kind === 'stopped') this.stop();
      else this.pause(kind, milliseconds);
    }
  }
}

const countedAs: Readonly<Record<Fate, string>> = {
  well: 'calls beneath the ports',
  refused: 'calls refused',
  midway: 'calls broken off midway',
  lost: 'calls done, their answer lost',
  late: 'calls done after their answer was given up',
  hangs: 'statements that hung',
};

const textOf: Readonly<Record<Fate, string>> = {
  well: '',
  hangs: '',
  refused: '503, slow down',
  midway: 'it broke off',
  lost: 'no answer',
  late: 'no answer in time',
};

function actOf<T>({ act }: Call<T>): { readonly value: T } | { readonly error: Error } {
  try {
    return { value: act() };
  } catch (error) {
    return { error: error as Error };
  }
}
