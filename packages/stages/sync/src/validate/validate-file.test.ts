import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Layout } from '../layout.ts';
import { presets } from '../layout.ts';
import type { FileRules } from './rules.ts';
import { validateFile } from './validate-file.ts';
import { badFileText, validated } from './validated.ts';

async function* of(file: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(file);
}

const check = (text: string, layout: Partial<Layout> = {}, rules: Partial<FileRules> = {}) =>
  validateFile(of(gzipSync(Buffer.from(text, layout.encoding ?? 'utf8'))), {
    layout: { ...presets.legacy, ...layout },
    ...rules,
  });

const rulesOf = async (...args: Parameters<typeof check>) =>
  (await check(...args)).violations.map(({ rule, line }) => [rule, line]);

test('a file may have so many lines and bytes', async () => {
  expect(await rulesOf('1\t7\n2\t7\n', {}, { maxRows: 1 })).toEqual([['lines', undefined]]);
  expect(await rulesOf('1\t7\n2\t7\n', {}, { maxBytes: 20 })).toEqual([['size', undefined]]);
  expect(await rulesOf('1\t7\n2\t7\n', {}, { maxRows: 2, maxBytes: 100 })).toEqual([]);
});

test('a header is there, and is no line', async () => {
  const header = { header: true };
  expect(await check('dsp_user_id\tdsp_segment_id\n1\t7\n', header)).toMatchObject({ rows: 1, violationCount: 0 });
  expect(await rulesOf('1\t7\n2\t7\n', header)).toEqual([['header', 1]]);
  expect(await rulesOf('', header)).toEqual([
    ['no-lines', undefined],
    ['header', undefined],
  ]);
});

test('ids are visible ASCII where they are texts, and as sorted as numbers are', async () => {
  expect(await rulesOf('9\t7\n10\t7\nab\t7\nabc\t7\n')).toEqual([]);
  expect(await rulesOf('a b\t7\né\t7\n')).toEqual([
    ['id', 1],
    ['id', 2],
  ]);
  expect(await rulesOf('abc\t7\nab\t7\n')).toEqual([['order', 2]]);
});

test('an id may be in several segments of a file, once in each', async () => {
  expect(await rulesOf('1\t7\n1\t8\n1\t7\n2\t7\n')).toEqual([['duplicate', 3]]);
});

test('bytes that are no UTF-8 are told of', async () => {
  const file = gzipSync(
    Buffer.concat([Buffer.from('1\t'), Buffer.from([0xff]), Buffer.from('\n2\t'), Buffer.from([0xc3])]),
  );
  const { violations } = await validateFile(of(file), { layout: presets.legacy });
  expect(violations.map(({ rule, line }) => [rule, line])).toEqual([
    ['encoding', 1],
    ['encoding', 2],
  ]);
});

test('scores are finite, ranks count from 1', async () => {
  const columns = { columns: ['dsp_user_id', 'score', 'rank'] } as const;
  expect(await rulesOf('1\t-0.5\t1\n2\t1e-7\t2\n', columns)).toEqual([]);
  expect(await rulesOf('1\tNaN\t1\n2\t\t2\n3\tInfinity\t3\n4\t1\t0\n', columns)).toEqual([
    ['score', 1],
    ['score', 2],
    ['score', 3],
    ['rank', 4],
  ]);
});

test('a CRLF layout wants CRLF everywhere', async () => {
  expect(await rulesOf('1\t7\r\n2\t7\r\n', { lineEnd: '\r\n' })).toEqual([]);
  expect(await rulesOf('1\t7\n2\t7\n', { lineEnd: '\r\n' })).toEqual([['line-end', 1]]);
});

test('the first twenty violations are told one by one, and no value of theirs', async () => {
  const report = await check('secret id\t7\n'.repeat(1000));
  expect(report.violations).toHaveLength(20);
  expect(report.violationCount).toBe(1000);
  expect(badFileText('a/part-00000.tsv.gz', report)).toMatch(
    /^a\/part-00000\.tsv\.gz breaks .* line 1: id: expected an id of 1 to 200 visible ASCII characters; line 2: .*; and 980 more\. /,
  );
  expect(badFileText('a', report)).not.toContain('secret');
});

test('what passes comes out as it went in; what does not fails before its end', async () => {
  const good = gzipSync('1\t7\n');
  const out: Uint8Array[] = [];
  for await (const chunk of validated(of(good), { rules: { layout: presets.legacy }, file: 'f' })) out.push(chunk);
  expect(Buffer.concat(out)).toEqual(good);
  const bad = validated(of(gzipSync('2\t7\n1\t7\n')), { rules: { layout: presets.legacy }, file: 'f' });
  await expect(async () => {
    for await (const chunk of bad) out.push(chunk);
  }).rejects.toMatchObject({ name: 'SyncError', code: 'bad-file', message: expect.stringContaining('line 2: order') });
});
