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
