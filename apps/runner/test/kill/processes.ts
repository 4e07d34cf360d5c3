import { readdirSync, readFileSync } from 'node:fs';

/** The children of a process, as Linux has them. */
export function processesUnder(pid: number): { readonly pid: number; readonly state: string }[] {
  return readdirSync('/proc').flatMap((name) => {
    const stat = /^\d+$/.test(name) ? statOf(name) : undefined;
    // `pid (command) state parent …`
    const [, state = '', parent] = /\) (\w) (\d+)/.exec(stat ?? '') ?? [];
    return Number(parent) === pid ? [{ pid: Number(name), state }] : [];
  });
}

function statOf(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    // It ended since it was listed.
    if (['ENOENT', 'ESRCH'].includes(String((error as NodeJS.ErrnoException).code))) return undefined;
    throw error;
  }
}
