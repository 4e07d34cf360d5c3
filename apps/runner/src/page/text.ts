import type { Day } from '@lookalikes/schema';
import { count } from '../report/format.ts';

/** What stands where there is no figure. */
export const none = '–';

/** A whole number, or none. */
export const countOr = (value: number | null): string => (value === null ? none : count(Math.round(value)));

/** A number with so many digits after the point, or none. */
export const fixedOr = (value: number | null, digits: number): string =>
  value === null ? none : value.toFixed(digits).replace('-', '−');

/** A change of a count with its sign: `+12`, `−3`, `±0`. */
export function signed(value: number): string {
  if (value === 0) return '±0';
  return `${value > 0 ? '+' : '−'}${count(Math.abs(value))}`;
}

/** A share in percent, with its sign: `+4.0 %`. */
export const signedShare = (share: number): string => `${share < 0 ? '−' : '+'}${(Math.abs(share) * 100).toFixed(1)} %`;

/** A share in percent, with as many digits as it needs: `12 %`, `0.43 %`. */
export function percent(share: number): string {
  const digits = share === 0 || share >= 0.1 ? 0 : share >= 0.01 ? 1 : 2;
  return `${(share * 100).toFixed(digits)} %`;
}

/** `Saturday, 21 November 2026`. */
export const longDay = (day: Day): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

/** `21 Nov`. */
export const shortDay = (day: Day): string =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );

/** A moment, UTC: `2026-11-21 04:12`. */
export const moment = (at: string): string => `${at.slice(0, 16).replace('T', ' ')} UTC`;

/** `1 segment`, `2 segments`. */
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

/** What some seconds cost, of which an hour has a price: `€0.0142`. */
export function money(
  seconds: number,
  { amount, currency }: { readonly amount: number; readonly currency: string },
): string {
  const value = (seconds / 3600) * amount;
  const digits = value >= 1 || value === 0 ? 2 : 4;
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}
