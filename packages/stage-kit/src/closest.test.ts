import { expect, test } from 'vitest';
import { closest } from './closest.ts';

test.each([
  ['scorng', ['sync', 'scoring'], "; did you mean 'scoring'?"],
  ['SCORING', ['sync', 'scoring'], "; did you mean 'scoring'?"],
  ['a', ['b', 'cdefg'], "; did you mean 'b'?"],
  ['metdata', ['metadata', 'metadatas'], "; did you mean 'metadata'?"],
  ['reporting', ['sync', 'scoring', 'metadata'], '; known: metadata, scoring, sync'],
  ['anything', [], ''],
  ['', ['events'], '; known: events'],
])('%j among %j', (name, known, end) => {
  expect(closest(name, known)).toBe(end);
});

test('of names equally near, the first', () => {
  expect(closest('seed', ['seeds', 'seedy'])).toBe("; did you mean 'seeds'?");
});
