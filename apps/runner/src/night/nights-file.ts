import { readFile } from 'node:fs/promises';
import type { Day } from '@lookalikes/schema';
import { DaySchema } from '@lookalikes/schema';
import { RunnerError } from '../error.ts';

/**
 * Reads the run dates of a file: one a line, each later than the one before. Empty lines and lines that begin with `#`
 * are left out.
 *
 * @throws RunnerError `usage` where the file cannot be read, has no date, or a line that is no later date
 */
export async function readNights(path: string): Promise<Day[]> {
  const days: Day[] = [];
  for (const [index, line] of (await readText(path)).split('\n').entries()) {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    const last = days.at(-1);
    if (!DaySchema.safeParse(text).success) {
      throw new RunnerError('usage', `${path}:${index + 1}: found '${text}'; expected a day as YYYY-MM-DD`);
    }
    if (last !== undefined && text <= last) {
      throw new RunnerError(
        'usage',
        `${path}:${index + 1}: ${text} does not come after ${last}; put the nights in order`,
      );
    }
    days.push(text);
  }
  if (days.length === 0)
    throw new RunnerError('usage', `${path} has no run date: expected days as YYYY-MM-DD, one a line`);
  return days;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RunnerError('usage', `--nights ${path} cannot be read: ${why}`, { cause: error });
  }
}
