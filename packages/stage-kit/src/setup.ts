import { readFileSync } from 'node:fs';
import type { CheckedConfig } from './config.ts';
import type { RunRecord } from './record.ts';
import type { Stage } from './stage.ts';

/** What a night is run with, value by path, as in `stages.scoring.audienceSize`. */
export type Setup = NonNullable<RunRecord['setup']>;

const kit = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

/** A secret says nothing about what a night makes, and has no business in its record. */
const secret = /password|passphrase|secret|credential|token$/i;

/**
 * What a night is run with: versions, inputs, the stages' options with their defaults, and what runs it. Functions are left
 * out, and so is whatever is named as a secret, and the user and password in a URL.
 */
export function setupOf(
  stages: readonly Stage[],
  { config, engine, store }: { readonly config: CheckedConfig; readonly engine: string; readonly store: string },
): Setup {
  const setup: Setup = { engine, store, 'versions.stage-kit': kit.version };
  flatten(config.inputs, 'inputs', setup);
  for (const stage of stages) {
    setup[`versions.${stage.name}`] = stage.version;
    // Options that the stage refuses are kept as they are: it says so itself, once it is its turn.
    const given = config.stages[stage.name] ?? {};
    const { data = given } = stage.options.safeParse(given);
    flatten(data, `stages.${stage.name}`, setup);
  }
  return setup;
}

/** How one setup differs from another, a line a path. */
export function setupDifferences(was: Setup, is: Setup): string[] {
  const text = (setup: Setup, path: string) => (path in setup ? JSON.stringify(setup[path]) : 'not there');
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((path) => was[path] !== is[path])
    .map((path) => `${path} was ${text(was, path)}, is ${text(is, path)}`);
}

function flatten(value: unknown, path: string, into: Setup): void {
  if (value === undefined || typeof value === 'function') return;
  if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) {
      if (!secret.test(name)) flatten(part, `${path}.${name}`, into);
    }
  } else if (typeof value === 'string') into[path] = value.replace(/(\w:\/\/)[^/@\s]*@/, '$1');
  else if (typeof value === 'number' || typeof value === 'boolean' || value === null) into[path] = value;
  else if (typeof value === 'bigint') into[path] = String(value);
}
