import type { DeliveryColumn, Layout } from '../layout.ts';
import { fits } from '../layout.ts';
import type { Rule } from './rules.ts';
import { dspMaxMinutes } from './rules.ts';

/** What a value of a column must be. */
export interface FieldRule {
  readonly rule: Rule;
  readonly expected: string;
  readonly holds: (value: string) => boolean;
}

const greatestId = '18446744073709551615';
const integer = /^(0|-?[1-9]\d*)$/;
const within = (value: string, [least, most]: readonly [number, number]): boolean =>
  integer.test(value) && value.length <= 16 && Number(value) >= least && Number(value) <= most;

// Seconds from September 2001 to the end of 2099: what is outside is another unit or another moment than anybody meant.
const seconds = [1_000_000_000, 4_102_444_799] as const;
const int32 = [-2_147_483_648, 2_147_483_647] as const;

/** What the values of each column must be in a file of this layout. */
export function fieldRules(layout: Layout): Readonly<Record<DeliveryColumn, FieldRule>> {
  const id: FieldRule =
    layout.ids === 'uint64'
      ? {
          rule: 'id',
          expected: 'an id from 1 to 18446744073709551615, without leading zeros',
          holds: (value) => /^[1-9]\d{0,19}$/.test(value) && (value.length < 20 || value <= greatestId),
        }
      : {
          rule: 'id',
          expected: 'an id of 1 to 200 visible ASCII characters',
          holds: (value) => /^[\u0021-\u007e]{1,200}$/.test(value),
        };
  const segment: FieldRule = {
    rule: 'segment',
    expected: 'a segment id without control characters',
    holds: (value) => fits(value, layout),
  };
  return {
    dsp_user_id: id,
    dsp_segment_id: segment,
    segment_id: segment,
    score: {
      rule: 'score',
      expected: 'a finite number',
      holds: (value) => value.trim() === value && value !== '' && Number.isFinite(Number(value)),
    },
    rank: {
      rule: 'rank',
      expected: 'a whole number from 1',
      holds: (value) => within(value, [1, Number.MAX_SAFE_INTEGER]),
    },
    timestamp: {
      rule: 'timestamp',
      expected: 'Unix seconds, from 1000000000 to 4102444799',
      holds: (value) => within(value, seconds),
    },
    value: { rule: 'value', expected: 'a 32-bit whole number', holds: (value) => within(value, int32) },
    expiration_minutes: {
      rule: 'expiration',
      expected: `-1, 0, or minutes from 1 to ${dspMaxMinutes}`,
      holds: (value) => within(value, [-1, dspMaxMinutes]),
    },
  };
}
