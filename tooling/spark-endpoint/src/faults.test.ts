import { expect, test } from 'vitest';
import { faultBook } from './faults.ts';

test('a fault happens to the calls that its rule counts, and to no others', () => {
  const book = faultBook();
  book.add({ call: 'FetchResults', fault: '503', nth: 2, times: 2 });
  const met = [1, 2, 3, 4].map(() => book.meet('FetchResults', 'SELECT 1'));
  expect(met).toEqual([undefined, '503', '503', undefined]);
  expect(book.meet('CloseOperation', 'SELECT 1')).toBeUndefined();
  expect(book.counts().FetchResults).toEqual({ seen: 4, faulted: 2 });
  expect(book.counts().CloseOperation).toEqual({ seen: 1, faulted: 0 });
  expect(book.counts().OpenSession).toEqual({ seen: 0, faulted: 0 });
});

test('a rule for a statement counts that statement alone', () => {
  const book = faultBook();
  book.add({ call: 'ExecuteStatement', fault: 'reset-after', nth: 2, statement: /^INSERT/ });
  const met = ['INSERT 1', 'SELECT 1', 'INSERT 2', 'INSERT 3'].map((text) => book.meet('ExecuteStatement', text));
  expect(met).toEqual([undefined, undefined, 'reset-after', undefined]);
  expect(book.meet('ExecuteStatement', undefined)).toBeUndefined();
});

test('of two rules for a call the first wins, and both count it', () => {
  const book = faultBook();
  book.add({ call: 'OpenSession', fault: '429' });
  book.add({ call: 'OpenSession', fault: 'cut', times: Infinity });
  expect([1, 2, 3].map(() => book.meet('OpenSession', undefined))).toEqual(['429', 'cut', 'cut']);
});

test('a rule counts from when it was added, and clearing takes rules and counts away', () => {
  const book = faultBook();
  book.meet('CloseSession', undefined);
  book.add({ call: 'CloseSession', fault: 'slow' });
  expect(book.meet('CloseSession', undefined)).toBe('slow');
  book.add({ call: 'CloseSession', fault: 'slow' });
  book.clear();
  expect(book.meet('CloseSession', undefined)).toBeUndefined();
  expect(book.counts().CloseSession).toEqual({ seen: 1, faulted: 0 });
});

test('calls that no fault is made for are not counted', () => {
  expect(faultBook().meet('GetInfo', undefined)).toBeUndefined();
});
