import { z } from 'zod';
import { closest } from './closest.ts';
import type { ParamValue } from './engine.ts';
import { StageKitError } from './error.ts';
import type { Stage } from './stage.ts';

/**
 * Checks a stage's options against its schema and fills in the defaults.
 *
 * @throws StageKitError `config`: one line a problem, each naming the key, the value and what was expected
 */
export function parseOptions(stage: Stage, options: unknown): unknown {
  const parsed = stage.options.safeParse(options ?? {});
  if (parsed.success) return parsed.data;
  const known = stage.options instanceof z.ZodObject ? Object.keys(stage.options.shape) : [];
  throw new StageKitError('config', problems(parsed.error, { path: ['stages', stage.name], value: options, known }));
}

/**
 * A stage's options as its SQL files may name them, audits too: `excludeSeeds` is `:option_exclude_seeds`. Options that are
 * no text, number or truth value have none.
 */
export function optionParams(options: unknown): Record<string, ParamValue> {
  if (typeof options !== 'object' || options === null) return {};
  const scalar = (value: unknown): value is string | number | boolean =>
    ['string', 'number', 'boolean'].includes(typeof value);
  const named = Object.entries(options).filter((entry): entry is [string, string | number | boolean] =>
    scalar(entry[1]),
  );
  return Object.fromEntries(
    named.map(([name, value]) => [
      `option_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
      value,
    ]),
  );
}

/**
 * Says what is wrong with a part of the config, one line a problem.
 *
 * @param of - `path` of the part in the config, its `value`, and the keys `known` at its top
 */
export function problems(
  error: z.ZodError,
  of: { readonly path: readonly string[]; readonly value: unknown; readonly known: readonly string[] },
): string {
  return error.issues.flatMap((issue) => describe(issue, of)).join('\n');
}

function describe(
  issue: z.core.$ZodIssue,
  { path, value, known }: { path: readonly string[]; value: unknown; known: readonly string[] },
): string[] {
  if (issue.code === 'unrecognized_keys') {
    const at = [...path, ...issue.path.map(String)].join('.');
    return issue.keys.map((key) => `${at}.${key}: no such key${issue.path.length === 0 ? closest(key, known) : ''}`);
  }
  const found = issue.path.reduce<unknown>(
    (part, key) => (part as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  const shown = found === undefined ? 'nothing' : (JSON.stringify(found) ?? `a ${typeof found}`).slice(0, 60);
  return [`${[...path, ...issue.path.map(String)].join('.')}: found ${shown}; ${issue.message}`];
}
