import { expect, test } from 'vitest';
import { canRemove, fits, idCharacters, layoutOf, presets } from './layout.ts';

test('a layout is its preset, and what is said otherwise', () => {
  expect(layoutOf({ preset: 'legacy' })).toEqual(presets.legacy);
  expect(layoutOf({ preset: 'xandr', header: true, separator: ',' })).toEqual({
    ...presets.xandr,
    header: true,
    separator: ',',
  });
});

test('a layout can remove where it has an expiration', () => {
  expect([presets.legacy, presets.xandr].map(canRemove)).toEqual([false, true]);
});

test.each([
  ['plain 771', true, true],
  ['Größe', true, true],
  ['₿', true, false],
  ['\u202eabc', true, false],
  ['', false, false],
  ['a\tb', false, false],
  ['a\u0000', false, false],
  ['a\u0085', false, false],
  ['\ud800', false, false],
])('%j fits a line of UTF-8: %s, of Latin-1: %s', (value, utf8, latin1) => {
  expect(fits(value, { separator: ',', encoding: 'utf8' })).toBe(utf8);
  expect(fits(value, { separator: ',', encoding: 'latin1' })).toBe(latin1);
});

test('the separator fits in no value, and is no character of an id', () => {
  expect(fits('a;b', { separator: ';', encoding: 'utf8' })).toBe(false);
  expect(idCharacters({ ...presets.legacy, separator: ';' })).not.toContain(';');
  expect(idCharacters(presets.legacy)).toHaveLength(94);
  expect(idCharacters(presets.xandr)).toBe('0123456789');
});
