import { createHash } from 'node:crypto';
import { z } from 'zod';
import { StageKitError } from './error.ts';

/** The form of sealed JSON. Without it in the file, a damaged name of `sha256` would look like a file of before there were any. */
const form = 2;

/**
 * An object with a checksum of itself: `form`, and `sha256` over all the rest as JSON without white space, keys in order.
 *
 * The same by hand: `jq -cS 'del(.sha256)' FILE | tr -d '\n' | sha256sum`
 *
 * @example JSON.stringify(sealed({ segment: '1001', released: [] }))
 */
export function sealed<T extends object>(value: T): T & { readonly form: number; readonly sha256: string } {
  const whole = { ...value, form };
  return { ...whole, sha256: sumOf(JSON.parse(JSON.stringify(whole))) };
}

/**
 * The JSON of a sealed text, if it is what was sealed. A text of before there were checksums is given as it is.
 *
 * @throws StageKitError `corrupt` where the checksum is wrong, or half of the seal is gone; SyntaxError where it is no JSON
 * @example LedgerEntry.parse(unsealed(text))
 */
export function unsealed(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || !('form' in value || 'sha256' in value)) return value;
  const { sha256, ...rest } = value as { readonly form?: unknown; readonly sha256?: unknown };
  if (typeof rest.form === 'number' && rest.form > form) {
    throw broken(
      `it is of form ${rest.form}, and this version knows form ${form}: it was damaged, or a newer one wrote it`,
    );
  }
  if (rest.form !== form) throw broken(`expected form ${form} beside its sha256: it was damaged`);
  const found = sumOf(rest);
  if (sha256 !== found) throw broken(`its sha256 is ${found}, expected ${String(sha256)}: it was changed or damaged`);
  return rest;
}

/** Why a text that was to be sealed JSON of some shape is not, for a message that names the file. */
export function whyUnreadable(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof StageKitError ? error.message : String(error);
}

const broken = (why: string): StageKitError => new StageKitError('corrupt', why);

const sumOf = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(value, (_key, part: unknown) => inOrder(part)))
    .digest('hex');

function inOrder(part: unknown): unknown {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
  return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
