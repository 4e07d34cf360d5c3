import { createHash } from 'node:crypto';
import { checkKey } from '@lookalikes/stage-kit';

/** What stands in the braces of a key's template. */
export type NameValues = Readonly<Record<string, string>>;

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
export function keyPart(value: string): string {
  const encoded = value.replaceAll(/^\.|[^A-Za-z0-9._+@-]/gu, hexadecimal);
  if (encoded.length <= longest) return encoded;
  return `${encoded.slice(0, 40)}=sha256-${createHash('sha256').update(value).digest('hex')}`;
}

/** Fills in a key's template; every value is made safe. */
export const fillKey = (template: string, values: NameValues): string =>
  template.replaceAll(placeholder, (_, name: string) => keyPart(values[name] ?? ''));

/** A template with some of its placeholders filled in: where keys of it begin, and what a whole one looks like. */
export interface KeyShape {
  readonly prefix: string;
  readonly matches: (key: string) => boolean;
}

/**
 * The keys that a template can give once some of its values are known: by these, files of an earlier attempt are found,
 * and nothing else.
 */
export function keyShape(template: string, known: NameValues): KeyShape {
  const pieces = template.split(/(\{[a-z_]*\})/);
  const texts = pieces.map((piece) => {
    const name = /^\{(.*)\}$/.exec(piece)?.[1];
    if (name === undefined) return piece;
    return known[name] === undefined ? undefined : keyPart(known[name]);
  });
  const open = texts.indexOf(undefined);
  const pattern = texts
    .map((text, at) =>
      text === undefined ? (pieces[at] === '{part}' ? '\\d{5,}' : '[^/]+') : text.replaceAll(/[.+]/g, '\\$&'),
    )
    .join('');
  const whole = new RegExp(`^${pattern}$`);
  return {
    prefix: texts.slice(0, open === -1 ? undefined : open).join(''),
    matches: (key) => whole.test(key),
  };
}

/** What is wrong with a key's template, or undefined: the placeholders it must have, may have, and the text between. */
export function templateProblem(
  template: string,
  { needed, allowed }: { readonly needed: readonly string[]; readonly allowed: readonly string[] },
): string | undefined {
  const used = [...template.matchAll(placeholder)].map(([, name]) => name ?? '');
  const unknown = used.find((name) => !allowed.includes(name));
  if (unknown !== undefined) return `{${unknown}} is none of ${allowed.map((name) => `{${name}}`).join(', ')}`;
  const missing = needed.filter((name) => !used.includes(name));
  if (missing.length > 0) return `expected ${missing.map((name) => `{${name}}`).join(' and ')} in it`;
  try {
    checkKey(template.replaceAll(placeholder, 'x'));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const hexadecimal = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
