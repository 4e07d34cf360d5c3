import { bigint, date, double, nullable, text } from '@lookalikes/schema';
import { expect, test } from 'vitest';
import type { TsvRow } from './tsv.ts';
import { tsv } from './tsv.ts';

const columns = {
  name: nullable(text('A name.')),
  share: double('A share.'),
  ids: bigint('Ids.'),
  day: date('A day.'),
};

async function textOf(rows: Iterable<TsvRow> | AsyncIterable<TsvRow>): Promise<string> {
  let found = '';
  for await (const piece of tsv(columns, rows)) found += Buffer.from(piece).toString();
  return found;
}

const row = (name: string | null, share = 0): TsvRow => ({ day: '2026-11-21', ids: 2n ** 60n, share, name });

test('a header, then a line a row, in the order of the columns', async () => {
  expect(await textOf([row('Ärzte & Co'), row(null, 0.1 + 0.2)])).toBe(
    'name\tshare\tids\tday\nÄrzte & Co\t0\t1152921504606846976\t2026-11-21\n\t0.30000000000000004\t1152921504606846976\t2026-11-21\n',
  );
});

test('without rows there is the header', async () => {
  expect(await textOf([])).toBe('name\tshare\tids\tday\n');
});

test.each([
  ['a\tb', 'a\\tb'],
  ['a\nb\r', 'a\\nb\\r'],
  ['a\\tb', 'a\\\\tb'],
  ['a\0\u001f\u007f\u0085', 'a\\u0000\\u001F\\u007F\\u0085'],
])('the text %j is written %j', async (name, written) => {
  expect(await textOf([row(name)])).toContain(`\n${written}\t0\t`);
});

test.each([1e21, 5e-324, -1.5, 123456789.125])('the double %d reads back as it was', async (share) => {
  const [, line] = (await textOf([row('a', share)])).split('\n');
  expect(Number(line?.split('\t')[1])).toBe(share);
});

test('many rows come in pieces, and none is lost', async () => {
  async function* many(): AsyncGenerator<TsvRow> {
    for (let at = 0; at < 20_000; at++) yield await Promise.resolve(row(`name ${at}`));
  }
  let pieces = 0;
  let found = '';
  for await (const piece of tsv(columns, many())) {
    pieces++;
    found += Buffer.from(piece).toString();
  }
  expect(pieces).toBeGreaterThan(5);
  expect(found.split('\n')).toHaveLength(20_002);
  expect(found).toContain('\nname 19999\t');
});
