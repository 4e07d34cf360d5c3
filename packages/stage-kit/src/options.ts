import { inspect } from 'node:util';
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
  const { name, options: schema } = stage;
  throw new StageKitError('config', problems(parsed.error, { path: ['stages', name], value: options, schema }));
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
  return Object.fromEntries(named.map(([name, value]) => [paramOf(name), value]));
}

/** The names that {@link optionParams} may give for a stage. */
export function optionParamNames({ options }: Stage): string[] {
  return options instanceof z.ZodObject ? Object.keys(options.shape).map(paramOf) : [];
}

const paramOf = (option: string): string =>
  `option_${option.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;

/**
 * Says what is wrong with a part of the config, one line a problem.
 *
 * @param of - `path` of the part in the config, its `value`, and the `schema` that it should fit
 */
export function problems(
  error: z.ZodError,
  of: { readonly path: readonly string[]; readonly value: unknown; readonly schema: z.ZodType },
): string {
  return error.issues.flatMap((issue) => describe(issue, of)).join('\n');
}

function describe(
  issue: z.core.$ZodIssue,
  { path, value, schema }: { path: readonly string[]; value: unknown; schema: z.ZodType },
): string[] {
  const at = [...path, ...issue.path.map(String)];
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => `${[...at, key].join('.')}: no such key${closest(key, known)}`);
  }
  const found = issue.path.reduce<unknown>(
    (part, key) => (part as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  const name = at.join('.') || 'the default export';
  return [`${name}: found ${secret.test(name) ? 'what is not shown here' : shown(found)}; ${issue.message}`];
}

/** Where the config may have a URL that only who knows it may use. */
const secret = /^telling(\.webhook|\.lineage|$)/;

/** The keys that the object at a path may have; none where the schema does not say. */
function keysAt(schema: unknown, [key, ...rest]: readonly PropertyKey[]): string[] {
  let at = schema;
  while (at instanceof z.ZodOptional || at instanceof z.ZodNullable || at instanceof z.ZodDefault) at = at.unwrap();
  if (at instanceof z.ZodArray) return keysAt(at.element, rest);
  if (!(at instanceof z.ZodObject)) return [];
  const shape: Readonly<Record<PropertyKey, unknown>> = at.shape;
  return key === undefined ? Object.keys(shape) : keysAt(shape[key], rest);
}

// A config is code: what is in it may be a number that JSON lacks, a bigint, a function, or a circle.
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'string') return JSON.stringify(value).slice(0, 60);
  return inspect(value, { depth: 2, breakLength: Infinity }).slice(0, 60);
}
