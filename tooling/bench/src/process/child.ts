import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { BenchError } from '../error.ts';
import type { Command } from './gauge.ts';

/**
 * A program of `bin/` as a process of its own, run by the same Node with the same options, its input one JSON argument.
 *
 * @param program - the file's URL, so that what is in `bin/` can be traced from here
 * @example await start(program(new URL('../../bin/ours-learner.ts', import.meta.url), job))
 */
export function program(url: URL, input: object): Command {
  return { path: process.execPath, args: [...ownOptions(), fileURLToPath(url), JSON.stringify(input)] };
}

/** Node's options that decide which files of a workspace package are run: its sources or what was built. */
function ownOptions(): string[] {
  return process.execArgv.filter((option) => option.startsWith('--conditions'));
}

/**
 * What a process of ours or of a peer says with its last line, a JSON value.
 *
 * @throws BenchError `bad-result` when it is something else
 */
export function answerOf<T>(who: string, printed: string, shape: z.ZodType<T>): T {
  const line = printed.trim().split('\n').at(-1) ?? '';
  try {
    return shape.parse(JSON.parse(line));
  } catch (cause) {
    throw new BenchError('bad-result', `${who}: its last line is not the JSON answer that was expected`, { cause });
  }
}
