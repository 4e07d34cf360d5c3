import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Where a process runs, as its lock says it. */
export interface ProcessPlace {
  /** For people. */
  readonly host: string;
  readonly pid: number;
  /** Equal only for processes that see each other's ids: this boot of this machine, this container. Not known everywhere. */
  readonly machine?: string | undefined;
}

/** Where this process runs. */
export function thisProcess(): ProcessPlace {
  const machine = machineOf('/proc');
  return { host: hostname(), pid: process.pid, ...(machine === undefined ? {} : { machine }) };
}

/**
 * Whether a process is known to be gone. One of another machine, of another container or from before a restart is not known
 * to be, as a host's name says too little: containers share names, and ids come again.
 */
export function isGone({ pid, machine }: ProcessPlace): boolean {
  if (machine === undefined || machine !== machineOf('/proc')) return false;
  try {
    process.kill(pid, 0);
    return isZombie(pid, '/proc');
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/**
 * Whether a process has ended and its parent has not asked how: a signal still finds it.
 *
 * @param proc - the folder of the proc file system
 */
export function isZombie(pid: number, proc: string): boolean {
  try {
    // `pid (command) state …`, and a command may hold a parenthesis.
    const stat = readFileSync(`${proc}/${pid}/stat`, 'utf8');
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(') ') + 2));
  } catch (error) {
    // Not shown to us, or gone just now: the next look tells.
    if (['ENOENT', 'ESRCH', 'EACCES'].includes(String((error as NodeJS.ErrnoException).code))) return false;
    throw error;
  }
}

/**
 * The boot and the process namespace that Linux tells; undefined elsewhere.
 *
 * @param proc - the folder of the proc file system
 */
export function machineOf(proc: string): string | undefined {
  try {
    const boot = readFileSync(`${proc}/sys/kernel/random/boot_id`, 'utf8').trim();
    return `${boot} ${readlinkSync(`${proc}/self/ns/pid`)}`;
  } catch (error) {
    if (['ENOENT', 'EACCES', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code))) return undefined;
    throw error;
  }
}
