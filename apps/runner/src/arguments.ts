import type { Command } from '@commander-js/extra-typings';
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { Region } from '@lookalikes/schema';
import { DaySchema, regions } from '@lookalikes/schema';
import { closest } from '@lookalikes/stage-kit';
import { RunnerError } from './error.ts';

/** What every `add<Name>` of `commands/` adds its command to. */
export type Program = Pick<Command, 'command'>;

/** A region given on a command line. */
export function parseRegion(text: string): Region {
  const region = regions.find((known) => known === text);
  if (region) return region;
  throw new InvalidArgumentError(`expected one of ${regions.join(', ')}${suggestion(text, regions)}`);
}

/** One of several regions given on a command line; the earlier ones come along. */
export function collectRegion(text: string, earlier: readonly Region[] | undefined): Region[] {
  return [...new Set([...(earlier ?? []), parseRegion(text)])];
}

/** A whole number given on a command line. */
export function parseCount(text: string): number {
  if (/^\d[\d_]*$/.test(text)) return Number(text.replaceAll('_', ''));
  throw new InvalidArgumentError('expected a whole number');
}

/** `--config`, the same for every command that needs one. */
export const configOption = () =>
  new Option('--config <file>', 'the config file, or the folder that holds it; the current folder where left out');

/** A night as people name it. */
export interface NightName {
  readonly region: Region;
  readonly runDate: string;
  /** One attempt of it; the newest where left out. */
  readonly attempt?: number;
}

/**
 * Reads the name of a night.
 *
 * @throws RunnerError `usage` for anything but `REGION/DATE` or `REGION/DATE#ATTEMPT`
 * @example parseNight('amer/2026-11-21#2') // { region: 'amer', runDate: '2026-11-21', attempt: 2 }
 */
export function parseNight(text: string): NightName {
  const [, name = '', runDate = '', attempt] = /^([^/]+)\/([^#]+)(?:#([1-9]\d*))?$/.exec(text) ?? [];
  const region = regions.find((known) => known === name);
  if (region === undefined || !DaySchema.safeParse(runDate).success) {
    const near = name !== '' && region === undefined ? suggestion(name, regions) : '';
    throw new RunnerError(
      'usage',
      `'${text}' names no night: expected a region (${regions.join(', ')}), a slash and a run date, as in amer/2026-11-21 or amer/2026-11-21#2${near}`,
    );
  }
  return { region, runDate, ...(attempt === undefined ? {} : { attempt: Number(attempt) }) };
}

/** "; did you mean 'x'?" where a known name is near; nothing where none is. */
function suggestion(text: string, known: readonly string[]): string {
  const end = closest(text, known);
  return end.includes('did you mean') ? end : '';
}
