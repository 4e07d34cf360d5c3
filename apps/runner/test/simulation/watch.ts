import type { RunRecord } from '@lookalikes/stage-kit';
import { addDays } from '@lookalikes/stage-kit';
import { writtenOf } from './database.ts';
import type { SimProcess } from './sim-process.ts';
import type { World } from './world.ts';

/** How many days of events a simulated night reads, and how many nights its config keeps. */
export const historyDays = 3;
export const keptNights = 3;

/** How many nights a night that did not end well can be resumed. */
export const unfinishedNights = 3;

/** How many nights back a simulated stage reads those that ended well. */
export const goodNightsBack = 4;

/** What one process has done of what it is held to. */
interface Held {
  /** The token it last took. */
  fence: number;
  /** When it last looked at the lock and saw no higher token than its own. */
  sawOwn: number;
  /** When it last announced an effect; of a sweep, when it took the region. */
  announced: number;
  sweeps: boolean;
}

interface Entry {
  readonly void?: true;
  readonly writeId: string;
  readonly rows: number;
  readonly checksum: string;
  readonly fence: number;
}

/** Sees everything that happens beneath the ports, at the moment it happens, and tells what must not. */
export class Watch {
  /**
   * Outputs that a run changed once it was taken over, as it had looked at the lock before: the window that docs/ARCHITECTURE.md
   * tells of.
   */
  readonly late = new Set<string>();
  readonly #world: World;
  readonly #held = new Map<SimProcess, Held>();
  /** Who has published under a token. */
  readonly #publishers = new Map<number, SimProcess>();
  readonly #released = new Set<number>();
  /** Records that a run which was taken over put as done: by then whoever has the region has judged that the night is not. */
  readonly #doneLate = new Set<string>();
  /** The highest token under which a run has begun. */
  #begun = 0;
  #taken = 0;
  #moment = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** A process sweeps: it looks at the lock once for many deletions. */
  sweeps(process: SimProcess): void {
    this.#of(process).sweeps = true;
  }

  /** Whether somebody has taken a higher token than a process has. */
  isOvertaken(process: SimProcess): boolean {
    return this.#taken > this.#of(process).fence;
  }

  /** Something was thrown: it must be one of our errors, with a code. */
  raised(process: SimProcess, error: unknown): void {
    if (error instanceof Error && 'code' in error) return;
    this.#world.fault(`${process.name} throws ${error instanceof Error ? error.stack : String(error)}`);
  }

  /** What a process that looks at the locks sees, in the moment that it does; to be given to `looked` with the answer. */
  look(process: SimProcess, prefix: string): number {
    const { fence } = this.#of(process);
    const overtaken = this.#world.objects.keys(prefix).some((key) => numberOf(key) > fence);
    return prefix.startsWith('locks/') && !overtaken ? ++this.#moment : 0;
  }

  /** A process has the answer of its look. */
  looked(process: SimProcess, moment: number): void {
    const of = this.#of(process);
    of.sawOwn = Math.max(of.sawOwn, moment);
  }

  /** A process sends a change of an object. */
  sends(process: SimProcess, { key, remove }: { readonly key: string; readonly remove: boolean }): void {
    if (ours.test(key)) return;
    const of = this.#of(process);
    const isSeen = of.sawOwn > of.announced;
    // A sweep announces nothing: it looks before each.
    if (of.sweeps) of.announced = ++this.#moment;
    if (isSeen) return;
    this.#world.fault(
      `${process.name} ${remove ? 'deletes' : 'puts'} ${key} and has not seen that the region is its own since it announced it`,
    );
  }

  /** A process gives something to the system beside the ports. */
  commits(process: SimProcess, key: string): void {
    this.sends(process, { key: `outside/${key}`, remove: false });
  }

  /** It has. */
  committed(process: SimProcess, key: string): void {
    this.#changes(process, `outside/${key}`);
  }

  wasPut(process: SimProcess, key: string, content: string): void {
    this.#changes(process, key);
    this.#moment += 1;
    const of = this.#of(process);
    if (/-before\.json$|^locks\/.*\.json$/.test(key)) of.announced = this.#moment;
    if (/^locks\/.*\.json$/.test(key)) {
      of.fence = numberOf(key);
      this.#takes(of.fence);
    }
    if (/^locks\/.*\.released$/.test(key)) this.#released.add(numberOf(key));
    if (key.startsWith('runs/')) this.#recorded(process, key, JSON.parse(content) as RunRecord);
    if (key.startsWith('ledger/')) this.#published(process, key, JSON.parse(content) as Entry);
  }

  willDelete(process: SimProcess, key: string): void {
    this.#changes(process, key);
    // One that gives the region up again, as it could not seal it, has not begun.
    if (this.#of(process).sweeps && !key.startsWith('locks/')) this.#begins(this.#of(process).fence);
    if (!key.startsWith('ledger/')) return;
    this.#removes(process, key);
    if (this.#isAnnounced(key)) this.#world.fault(`${process.name} frees ${key}, which a run may still publish under`);
  }

  /** A process puts something whatever is under the key. */
  willReplace(process: SimProcess, key: string, content: string): void {
    if (!key.startsWith('ledger/')) return;
    if ((JSON.parse(content) as Entry).void) this.#removes(process, key);
    else this.#world.fault(`${process.name} puts ${key} whatever is there`);
  }

  /** Whether a journal announces an entry of the ledger and does not note it as put. */
  #isAnnounced(key: string): boolean {
    const { objects } = this.#world;
    const open = objects
      .keys('journal/')
      .filter((one) => one.endsWith('-publish-before.json'))
      .filter((one) => objects.find(one.replace(/before\.json$/, 'after.json')) === undefined);
    return open.some((one) => (JSON.parse(objects.get(one)) as { effect: { key: string } }).effect.key === key);
  }

  /** An entry goes. */
  #removes(process: SimProcess, key: string): void {
    const content = this.#world.objects.find(key);
    if (content === undefined) return;
    const [, , table = '', date = ''] = key.split('/');
    if ((JSON.parse(content) as Entry).void) {
      this.#world.fault(`${process.name} removes the void ${key}, under which a run that was taken over may publish`);
    } else if (this.#counting(table, date)?.key === key && !this.#mayExpire(table, date)) {
      this.#world.fault(`${process.name} removes ${key}, which publishes what is still needed`);
    }
  }

  willDrop(process: SimProcess, writeId: string): void {
    if (this.#of(process).sweeps) this.#begins(this.#of(process).fence);
    const stored = this.#world.database.writes.get(writeId);
    if (!stored) return;
    const { table, date } = stored;
    if (this.#counting(table, date)?.entry.writeId !== writeId || this.#mayExpire(table, date)) return;
    this.#world.fault(`${process.name} drops ${writeId}, which is published as ${table} of ${date}`);
  }

  #changes(process: SimProcess, key: string): void {
    if (ours.test(key) || !this.isOvertaken(process)) return;
    this.late.add(key);
    this.#world.count('outputs changed late, as the docs say');
  }

  /** The entry that counts of a partition. */
  #counting(table: string, date: string): { readonly key: string; readonly entry: Entry } | undefined {
    const { objects } = this.#world;
    const entries = objects
      .keys(`ledger/amer/${table}/${date}/`)
      .map((key) => ({ key, entry: JSON.parse(objects.get(key)) as Entry }));
    return entries.findLast(({ entry }) => !entry.void);
  }

  #takes(fence: number): void {
    if (this.#taken > 0 && !this.#released.has(this.#taken)) this.#world.count('regions taken over');
    this.#taken = Math.max(this.#taken, fence);
  }

  /** A record of a run was put: its first says that the run begins. */
  #recorded(process: SimProcess, key: string, { fence = 0, status, stages, attempt }: RunRecord): void {
    this.#begins(fence);
    if (status === 'done' && this.isOvertaken(process)) this.#doneLate.add(key);
    if (status !== 'running' || stages.length > 0 || process.again) return;
    const last = key.replace(/\d+\.json$/, `${String(attempt - 1).padStart(4, '0')}.json`);
    const before = this.#doneLate.has(last) ? undefined : this.#world.objects.find(last);
    if (before !== undefined && (JSON.parse(before) as RunRecord).status === 'done') {
      this.#world.fault(`${process.name} opens ${key} although the night is done`);
    }
  }

  #begins(fence: number): void {
    this.#begun = Math.max(this.#begun, fence);
  }

  #published(process: SimProcess, key: string, entry: Entry): void {
    this.#world.count(entry.void ? 'ledger entries sealed against a run taken over' : 'publishes');
    if (entry.void) return;
    const { database } = this.#world;
    const what = `${process.name} publishes ${key}`;
    const { fence, writeId, rows, checksum } = entry;
    const before = this.#publishers.get(fence) ?? process;
    this.#publishers.set(fence, process);
    if (before !== process) this.#world.fault(`${what} under token ${fence}, and so has ${before.name}`);
    if (this.#begun > fence && !this.#released.has(fence)) {
      this.#world.fault(`${what} under token ${fence}, although token ${this.#begun} has begun`);
    }
    const stored = database.writes.get(writeId)?.rows ?? [];
    const found = writtenOf(stored);
    if (found.rows !== rows || found.checksum !== checksum) {
      this.#world.fault(`${what} with ${rows} rows, of which ${found.rows} are there, or others`);
    }
    if (stored.some(({ flaw }) => flaw === 'yes')) this.#world.fault(`${what}, which its audits hold back`);
  }

  /** Whether a partition is so old that a sweep may take it, by the promises that the docs make. */
  #mayExpire(table: string, date: string): boolean {
    const dates = (of: string): string[] => {
      const days = this.#world.objects.keys(`ledger/amer/${of}/`).map((key) => key.split('/').at(-2)!);
      return [...new Set(days)].filter((day) => this.#counting(of, day)).toSorted();
    };
    const newest = dates('pool_v1').at(-1);
    if (newest === undefined) return false;
    const windows: Readonly<Record<string, number>> = { daily_v1: historyDays, delivered_v1: goodNightsBack };
    const back = Math.max(keptNights - 1, windows[table] ?? 0);
    return date < addDays(newest, -back) && !dates(table).slice(-2).includes(date);
  }

  #of(process: SimProcess): Held {
    const known = this.#held.get(process);
    if (known) return known;
    const held: Held = { fence: 0, sawOwn: 0, announced: 0, sweeps: false };
    this.#held.set(process, held);
    return held;
  }
}

/** Keys that are no output. */
const ours = /^(ledger|journal|runs|locks|holds)\//;

const numberOf = (key: string): number => Number(/(\d+)\.\w+$/.exec(key)?.[1]);
