import { SparkEndpointError } from './error.ts';

/**
 * Days since 1970-01-01.
 *
 * @throws SparkEndpointError `bad-result`
 * @example dateDays('1970-01-02') // 1
 */
export function dateDays(text: string): number {
  const days = Date.parse(`${text}T00:00:00Z`) / 86_400_000;
  return Number.isInteger(days) ? days : refuse('date like 2026-11-21');
}

/**
 * Microseconds since 1970-01-01, of a moment in UTC.
 *
 * @throws SparkEndpointError `bad-result`
 * @example timestampMicros('1970-01-01 00:00:01.5') // 1500000n
 */
export function timestampMicros(text: string): bigint {
  const [, day, time, fraction = ''] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?$/.exec(text) ?? [];
  const millis = Date.parse(`${day}T${time}Z`);
  if (Number.isNaN(millis)) return refuse('timestamp in UTC like 2026-11-21 10:11:12.123456');
  return BigInt(millis) * 1000n + BigInt(fraction.padEnd(6, '0'));
}

/**
 * A decimal's unscaled value as four 32-bit words, the lowest first.
 *
 * @throws SparkEndpointError `bad-result` for a text with another number of digits after the point
 * @example decimalWords('12.50', 2) // [1250, 0, 0, 0]
 */
export function decimalWords(text: string, scale: number): readonly number[] {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined || fraction.length !== scale) return refuse(`decimal with ${scale} digits after the point`);
  const unscaled = BigInt.asUintN(128, BigInt(`${sign}${whole}${fraction}`));
  return [0n, 32n, 64n, 96n].map((shift) => Number((unscaled >> shift) & 0xffff_ffffn));
}

/**
 * An array, map or struct as JSON. Spark's Thrift server writes them almost so, but escapes no quotes: a text that
 * does not parse would be an empty array to the driver.
 *
 * @throws SparkEndpointError `bad-result`
 */
export function jsonText(text: string): string {
  try {
    JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse('JSON: it does not escape quotes in arrays; select to_json of the column', error);
  }
  return text;
}

function refuse(expected: string, cause?: Error): never {
  throw new SparkEndpointError('bad-result', `Spark answered with a text that is no ${expected}`, { cause });
}
