import { z } from 'zod';

const plain = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * The name of a schema, table or column as an option: lower-case letters, digits and underscores, 63 at most, so that it
 * means the same with quotes and without.
 *
 * @example schema: identifier().default('lookalikes')
 */
export const identifier = () =>
  z.string().regex(plain, 'expected lower-case letters, digits and underscores, 63 at most, and no digit first');

/**
 * A name in quotes.
 *
 * @throws RangeError for one that {@link identifier} would refuse
 * @example quoted('segment_sizes') // '"segment_sizes"'
 */
export function quoted(name: string): string {
  if (!plain.test(name)) throw new RangeError(`${JSON.stringify(name.slice(0, 80))} is no name that is quoted here`);
  return `"${name}"`;
}
