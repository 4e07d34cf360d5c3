import { expect, test } from 'vitest';
import { identifier, quoted } from './identifier.ts';

test.each(['reports', '_x1', 'a'.repeat(63)])('%j is a name', (name) => {
  expect(identifier().parse(name)).toBe(name);
  expect(quoted(name)).toBe(`"${name}"`);
});

test.each(['', 'Reports', '1x', 'a-b', 'a"; DROP TABLE x', 'a.b', 'a'.repeat(64), 'é'])('%j is none', (name) => {
  expect(identifier().safeParse(name).success).toBe(false);
  expect(() => quoted(name)).toThrow(RangeError);
});
