import { expect, test } from 'vitest';
import { auditText } from './audit-text.ts';

const bad = (count: number) => Array.from({ length: count }, (_, at) => ({ segment: `s${at}`, badRows: 1000 + at }));

test.each([
  [{ name: 'a', severity: 'warn', badRows: 0 }, 'ok'],
  [{ name: 'a', severity: 'warn', badRows: 1200 }, 'warn, 1,200 bad rows'],
  [{ name: 'a', severity: 'error', badRows: 3, segments: [] }, 'error, 3 bad rows'],
  [{ name: 'a', severity: 'error', badRows: 2001, segments: bad(2) }, 'error, 2,001 bad rows (s0: 1,000, s1: 1,001)'],
] as const)('%j is %s', (result, text) => {
  expect(auditText({ ...result, segments: 'segments' in result ? [...result.segments] : undefined })).toBe(text);
});

test('of many segments the worst are named', () => {
  expect(auditText({ name: 'a', severity: 'warn', badRows: 9, segments: bad(12) })).toMatch(
    /^warn, 9 bad rows \(s0: 1,000, .*, s9: 1,009, and 2 segments more\)$/,
  );
});
