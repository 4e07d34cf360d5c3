import { expect, test } from 'vitest';
import type { StageKitErrorCode } from './error.ts';
import { StageKitError } from './error.ts';
import { exitCodeOf } from './exit-codes.ts';

const expected: Readonly<Record<StageKitErrorCode, number>> = {
  config: 2,
  changed: 2,
  usage: 2,
  plan: 2,
  held: 3,
  'lock-held': 4,
  'not-ready': 75,
  'read-missing': 1,
  'contract-older': 1,
  sql: 1,
  'lock-lost': 1,
  'publish-conflict': 1,
  'bad-input': 1,
  corrupt: 1,
};

test.each(Object.entries(expected))('%s ends a command with %i', (code, status) => {
  expect(exitCodeOf(new StageKitError(code as StageKitErrorCode, 'why'))).toBe(status);
});

test("another package's error counts by its code", () => {
  expect(exitCodeOf(Object.assign(new Error('open elsewhere'), { code: 'lock-held' }))).toBe(4);
  expect(exitCodeOf(Object.assign(new Error('gone'), { code: 'ENOENT' }))).toBe(1);
});

test('whatever else is thrown is a failure', () => {
  expect(exitCodeOf(new Error('bug'))).toBe(1);
  expect(exitCodeOf('held')).toBe(1);
  expect(exitCodeOf(Object.assign(new Error('odd'), { code: 'constructor' }))).toBe(1);
});
