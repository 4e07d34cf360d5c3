import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sealed, unsealed } from './sealed.ts';

const value = {
  segment: '1001',
  hold: { since: '2026-11-21', reason: 'Ä "quoted"' },
  released: ['2026-11-20'],
  gone: undefined,
};
const { gone: _gone, ...kept } = value;
const text = JSON.stringify(sealed(value));

test('what was sealed is opened, whatever its white space and the order of its keys', () => {
  expect(unsealed(text)).toEqual({ ...kept, form: 2 });
  const { sha256, form, released, hold, segment } = sealed(value);
  expect(unsealed(JSON.stringify({ sha256, released, form, hold, segment }, undefined, 4))).toEqual({
    ...kept,
    form: 2,
  });
});

test('the checksum is of the rest, keys in order, and no white space', () => {
  const rest =
    '{"form":2,"hold":{"reason":"Ä \\"quoted\\"","since":"2026-11-21"},"released":["2026-11-20"],"segment":"1001"}';
  expect(sealed(value).sha256).toBe(createHash('sha256').update(rest).digest('hex'));
});

test('what has neither form nor checksum is of before, and given as it is', () => {
  expect(unsealed('{"segment":"1001"}')).toEqual({ segment: '1001' });
  expect(unsealed('[1]')).toEqual([1]);
});

test.each([
  [text.replace('1001', '1000'), 'its sha256 is'],
  [text.replace('"sha256"', '"sha257"'), 'expected undefined: it was changed or damaged'],
  [text.replace('"form"', '"fora"'), 'expected form 2 beside its sha256'],
  [text.replace('"form":2', '"form":1'), 'expected form 2 beside its sha256'],
  [text.replace('"form":2', '"form":3'), 'it is of form 3, and this version knows form 2'],
])('damage is seen: %#', (damaged, why) => {
  expect(damaged).not.toBe(text);
  expect(() => unsealed(damaged)).toThrow(
    expect.objectContaining({ code: 'corrupt', message: expect.stringContaining(why) }),
  );
});

test('what was cut off is no JSON', () => {
  expect(() => unsealed(text.slice(0, -1))).toThrow(SyntaxError);
});
