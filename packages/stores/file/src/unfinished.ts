import { randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isGone, thisProcess } from '@lookalikes/stage-kit';
import { codeOf } from './failure.ts';
import { incoming } from './paths.ts';

/** What no process that can be told of has touched for so long is nobody's any more. */
const abandonedMs = 24 * 60 * 60 * 1000;

/** A name for an object that is not whole yet, which says whose it is: process, machine where that is known, a UUID. */
export function unfinishedName(): string {
  const { pid, machine = '' } = thisProcess();
  return [pid, Buffer.from(machine).toString('base64url'), randomUUID()].join('.');
}

/**
 * Removes what processes left that were killed while they wrote: at once where the process is known to be gone, else once
 * it is a day old.
 */
export async function removeUnfinished(root: string): Promise<void> {
  for (const name of await namesIn(join(root, incoming))) {
    const [pid, machine = ''] = name.split('.');
    const owner = { host: '', pid: Number(pid), machine: Buffer.from(machine, 'base64url').toString() };
    const path = join(root, incoming, name);
    if (isGone(owner) || (await isOld(path))) await rm(path, { force: true });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

async function isOld(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > abandonedMs;
  } catch (error) {
    // Its owner finished it meanwhile.
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
