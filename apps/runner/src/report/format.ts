/** A whole number with its thousands apart: `1,204,310`. */
export const count = (value: number): string => value.toLocaleString('en');

/** A duration: `0.4 s`, `12.3 s`, `4 min 05 s`. */
export function seconds(value: number): string {
  if (value < 60) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** Bytes: `812 B`, `1.4 MB`. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = value < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  return `${(value / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power] as string}`;
}

/** A figure as people read it: numbers to three decimals, whole ones with their thousands apart, a dash for none. */
export function figureText(value: number | string | boolean | null | undefined): string {
  if (value === null || value === undefined) return '-';
  if (typeof value !== 'number') return String(value);
  return Number.isInteger(value) ? count(value) : value.toFixed(3);
}

/**
 * A text of the inputs, such as a token, as a terminal may be given it: control characters and what turns the direction of writing are
 * shown as `\u001b`, so that no partner's token colours, moves or hides what is printed.
 *
 * @example plainText('\u001b[31mred') // '\\u001b[31mred'
 */
export const plainText = (text: string): string =>
  text.replaceAll(
    /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
