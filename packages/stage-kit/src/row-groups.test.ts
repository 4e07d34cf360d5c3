import { expect, it } from 'vitest';
import { rowGroups } from './row-groups.ts';

/** Groups of some rows by partition, as `a3 b2`. */
const groupsOf = (rows: string, most: number): string[] =>
  rowGroups(
    rows.split(' ').map((text) => ({ text, partition: text.slice(0, 1), rows: Number(text.slice(1)) })),
    most,
  ).map((group) => group.map(({ text }) => text).join(' '));

it('puts together what has not too many rows', () => {
  expect(groupsOf('a3 b2 c4', 5)).toEqual(['a3 b2', 'c4']);
  expect(groupsOf('a1 b1 c1', 5)).toEqual(['a1 b1 c1']);
  expect(groupsOf('a0 b5 c0 d1', 5)).toEqual(['a0 b5 c0', 'd1']);
});

it('leaves a partition whole, also where it is made in parts and has too many rows', () => {
  expect(groupsOf('a9', 5)).toEqual(['a9']);
  expect(groupsOf('b1 a4 c1 a4', 5)).toEqual(['b1', 'a4 a4', 'c1']);
});

it('has no group of nothing', () => {
  expect(rowGroups([], 5)).toEqual([]);
});
