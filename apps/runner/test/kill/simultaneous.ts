import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What came of many starts, in a line, and what should not have. */
export interface Outcome {
  readonly text: string;
  readonly faults: readonly string[];
}

/** Lets two processes take a region at the same moment, many times over. */
export async function raceStarts(pairs: number): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'lookalikes-starts-'));
  const start = async () => {
    const child = fork(new URL('./starter.ts', import.meta.url), [folder]);
    await once(child, 'message');
    return child;
  };
  const both = await Promise.all([start(), start()]);
  const faults: string[] = [];
  const fences: number[] = [];
  for (let pair = 1; pair <= pairs; pair++) {
    const answers = await Promise.all(both.map((child) => ask(child, 'take')));
    const won = answers.filter((answer) => answer.startsWith('fence '));
    const refused = answers.filter((answer) => answer === 'lock-held');
    if (won.length !== 1 || refused.length !== 1) faults.push(`start ${pair}: ${answers.join(' and ')}`);
    fences.push(...won.map((answer) => Number(answer.slice('fence '.length))));
    await Promise.all(both.map((child) => ask(child, 'release')));
  }
  for (const child of both) child.disconnect();
  rmSync(folder, { recursive: true });
  if (fences.some((fence, index) => index > 0 && fence <= (fences[index - 1] as number))) {
    faults.push(`a token did not rise: ${fences.join(', ')}`);
  }
  return { text: `${pairs} pairs of simultaneous starts: ${fences.length} winners`, faults };
}

async function ask(child: ChildProcess, message: 'take' | 'release'): Promise<string> {
  const answer = once(child, 'message');
  child.send(message);
  return String((await answer)[0]);
}
