import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesUnder } from './processes.ts';
import type { Outcome } from './simultaneous.ts';
import { begin, command, copyOf, makeWorld, night, remove } from './world.ts';

/**
 * Pauses the holder of a region between its announcement of an effect and the effect, lets another run take the region over
 * as the heartbeat stands still, and wakes the first.
 *
 * @param kinds - what the region's effects are, by number
 */
export async function pausedHolders(kinds: readonly string[]): Promise<Outcome> {
  const of = (kind: string) => kinds.flatMap((one, index) => (one === kind ? [index + 1] : []));
  const publishes = of('publish');
  // After the last publish only the page of the night is put.
  const delivery = of('put').findLast((number) => number < Number(publishes.at(-1)));
  const numbers = [publishes.at(0), publishes.at(publishes.length / 2), publishes.at(-1), delivery].map(Number);
  const base = await makeWorld(1);
  const faults: string[] = [];
  let published = 0;
  for (const number of numbers) {
    const world = copyOf(base);
    const args = ['run', '--date', night, '--region', 'amer'];
    const run = begin(world, args, { amer: { when: 'before', number, signal: 'SIGSTOP' } });
    const paused = await stopped(run.pid);
    const before = entries(world);
    // Another machine has a database of its own: what takes the lock here needs none.
    const other = await command(world, ['gc', '--dry-run', '--region', 'amer']);
    if (other.status !== 0) faults.push(`taking over ended with ${String(other.status)}: ${other.stderr}`);
    process.kill(paused, 'SIGCONT');
    const { status, stderr } = await run.ended;
    const after = entries(world).filter((entry) => !before.includes(entry));
    published += after.length;
    if (after.length > 0) faults.push(`woken at ${number}, it published ${after.join(', ')}`);
    if (status !== 1 || !/no longer this run's|taken over/.test(stderr)) {
      faults.push(`woken at ${number}, it ended with ${String(status)}: ${stderr}`);
    }
    remove(world);
  }
  remove(base);
  return { text: `${numbers.length} paused and woken holders: ${published} publishes`, faults };
}

/** Waits until a process under the command is stopped, and gives its id. */
async function stopped(pid: number): Promise<number> {
  for (;;) {
    const found = processesUnder(pid).find(({ state }) => state === 'T');
    if (found) return found.pid;
    await sleep(20);
  }
}

/** The entries of the ledger that publish something, and what is delivered. */
function entries(world: string): string[] {
  const objects = join(world, 'objects');
  return readdirSync(objects, { recursive: true, encoding: 'utf8' }).filter(
    (name) =>
      /^(ledger|lookalikes|models)\/.*\.\w+$/.test(name) &&
      !readFileSync(join(objects, name), 'utf8').startsWith('{"void":true'),
  );
}
