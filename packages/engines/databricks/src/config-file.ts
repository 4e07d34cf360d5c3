import { readFile } from 'node:fs/promises';
import { parse } from 'ini';
import { DatabricksError } from './error.ts';

/** The settings of a profile, by their names in the file. */
export type Profile = Readonly<Record<string, string | undefined>>;

/** A profile, or that there is none. */
export interface FoundProfile {
  readonly profile: Profile;
  /** For messages: which profile of which file, and whether it is there. */
  readonly where: string;
}

/**
 * Reads a profile of the config file that Databricks' own tools share.
 *
 * @param named - the profile that was asked for; `DEFAULT`, if it is there, where none was
 * @throws DatabricksError `settings` where a profile was asked for and is not there
 */
export async function readProfile(file: string, named: string | undefined): Promise<FoundProfile> {
  const name = named ?? 'DEFAULT';
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (named === undefined) return { profile: {}, where: `profile ${name} of ${file}, which cannot be read` };
    throw new DatabricksError('settings', `profile ${name}: cannot read ${file}; make it with 'databricks configure'`, {
      cause: error,
    });
  }
  const profiles = parse(text) as Readonly<Record<string, unknown>>;
  // A dot in the name of a section makes one section in another.
  const found = name
    .split('.')
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], profiles);
  if (typeof found === 'object' && found !== null) {
    return { profile: found as Profile, where: `profile ${name} of ${file}` };
  }
  if (named === undefined) return { profile: {}, where: `profile ${name} of ${file}, which has none` };
  throw new DatabricksError(
    'settings',
    `profile ${name}: ${file} has no such profile, only ${namesIn(text).join(', ') || 'none'}`,
  );
}

const namesIn = (text: string): string[] => [...text.matchAll(/^\s*\[(.+?)\]/gm)].map(([, name = '']) => name);
