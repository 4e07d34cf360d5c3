import { createHash } from 'node:crypto';
import { z } from 'zod';
import { checkKey, parseUri } from './object-store.ts';

/** What stands for a key template's placeholders, by name without braces. */
export type KeyValues = Readonly<Record<string, string>>;

/** The longest a value may be in a key before it is shortened. */
const longest = 120;

const placeholder = /\{([a-z_]*)\}/g;

/**
 * A value as part of an object key: characters a key may not have, `=` itself and a leading dot become `=XX`, the bytes of
 * their UTF-8 in hexadecimal. A value that grows beyond 120 characters is cut, and the sha256 of the whole tells it
 * from others. Different values never become equal.
 *
 * @example keyPart('cars & vans/EU') // 'cars=20=26=20vans=2FEU'
 */
function keyPart(value: string): string {
  const encoded = value.replaceAll(/^\.|[^A-Za-z0-9._+@-]/gu, hexadecimal);
  if (encoded.length <= longest) return encoded;
  return `${encoded.slice(0, 40)}=sha256-${createHash('sha256').update(value).digest('hex')}`;
}

/** Fills in a key's template; every value is made safe. */
export const fillKey = (template: string, values: KeyValues): string =>
  template.replaceAll(placeholder, (_, name: string) => keyPart(values[name] ?? ''));

/** A template with some of its placeholders filled in: where keys of it begin, and what a whole one looks like. */
export interface KeyShape {
  readonly prefix: string;
  readonly matches: (key: string) => boolean;
}

/**
 * The keys that a template can give once some of its values are known: by these, objects of an earlier attempt are found,
 * and nothing else.
 *
 * @param known - values, and what the others look like; a placeholder that is not among them stands for any text without `/`
 * @example keyShape('out/{region}/{part}.gz', { region: 'amer', part: /\d+/ }).matches('out/amer/7.gz') // true
 */
export function keyShape(template: string, known: Readonly<Record<string, string | RegExp>>): KeyShape {
  const pieces = template.split(placeholder).map((piece, at): string | RegExp => {
    if (at % 2 === 0) return piece;
    const value = known[piece] ?? /[^/]+/;
    return typeof value === 'string' ? keyPart(value) : value;
  });
  const open = pieces.findIndex((piece) => piece instanceof RegExp);
  const pattern = pieces.map((piece) => (piece instanceof RegExp ? piece.source : piece.replaceAll(/[.+]/g, '\\$&')));
  const whole = new RegExp(`^${pattern.join('')}$`);
  return {
    prefix: pieces.slice(0, open === -1 ? undefined : open).join(''),
    matches: (key) => whole.test(key),
  };
}

/** The placeholders a key's template must and may have, without braces. */
export interface KeyTemplateNames {
  readonly needed: readonly string[];
  readonly allowed: readonly string[];
}

/**
 * An option that is the template of an object key, such as `out/{region}/{part}.gz`, or of a URI, such as
 * `s3://dsp-drop/{region}/{part}.gz`. A URI's bucket has no placeholder.
 *
 * @example key: keyTemplate({ needed: ['region'], allowed: ['region', 'run_date'] }).default('out/{region}.json')
 */
export const keyTemplate = (names: KeyTemplateNames) =>
  z.string().superRefine((template, context) => {
    const problem = problemOf(template, names);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

function problemOf(template: string, { needed, allowed }: KeyTemplateNames): string | undefined {
  const used = [...template.matchAll(placeholder)].map(([, name]) => name ?? '');
  const unknown = used.find((name) => !allowed.includes(name));
  if (unknown !== undefined) return `{${unknown}} is none of ${allowed.map((name) => `{${name}}`).join(', ')}`;
  const missing = needed.filter((name) => !used.includes(name));
  if (missing.length > 0) return `expected ${missing.map((name) => `{${name}}`).join(' and ')} in it`;
  try {
    const uri = parseUri(template);
    checkKey((uri?.key ?? template).replaceAll(placeholder, 'x'));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const hexadecimal = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
