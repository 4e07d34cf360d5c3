import { existsSync, readFileSync } from 'node:fs';

const everyMs = 20;

/**
 * The largest memory that processes, and those they start, take at one time: the sum over those that run side by side of the
 * largest resident set that each had so far (VmHWM), looked at every 20 ms. Linux only; elsewhere it is null.
 *
 * @example
 * const memory = new PeakMemory();
 * memory.watch(child.pid);
 * memory.stop(); // bytes
 */
export class PeakMemory {
  readonly #roots = new Set<number>();
  readonly #timer: NodeJS.Timeout;
  #peak = 0;

  constructor() {
    this.#timer = setInterval(() => this.#look(), everyMs);
  }

  /** A process to look at, until it ends. */
  watch(pid: number): void {
    this.#roots.add(pid);
    this.#look();
  }

  /** Ends looking. @returns bytes, or null where the system does not say */
  stop(): number | null {
    clearInterval(this.#timer);
    return existsSync('/proc/self/status') ? this.#peak : null;
  }

  #look(): void {
    let sum = 0;
    for (const pid of this.#roots) {
      const found = treeBytes(pid);
      if (found === 0) this.#roots.delete(pid);
      sum += found;
    }
    this.#peak = Math.max(this.#peak, sum);
  }
}

function treeBytes(pid: number): number {
  const own = /^VmHWM:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/status`))?.[1];
  const children = textOf(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
  return Number(own ?? 0) * 1024 + children.reduce((sum, child) => sum + treeBytes(Number(child)), 0);
}

/** A file of a process, empty when the process has gone. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return '';
    throw error;
  }
}
