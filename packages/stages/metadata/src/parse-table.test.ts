import { metadataFiles } from '@lookalikes/schema';
import { expect, test } from 'vitest';
import type { FileLayout } from './options.ts';
import { parseTable } from './parse-table.ts';

const { key, columns } = metadataFiles.pixels;

const parse = (text: string, layout: Partial<FileLayout> = {}) =>
  parseTable(text, { file: 'pixels', place: 'the place', columns, layout: { key, header: true, columns, ...layout } });

test('a header gives the order of the columns; those that are not ours are told', () => {
  const table = parse('pixel_id\tnote\tsegment_id\npx\tseen\ts1\n');
  expect(table.rows).toEqual([
    { line: 2, content: 'px\tseen\ts1', values: { pixel_id: 'px', note: 'seen', segment_id: 's1' } },
  ]);
  expect(table.unknown).toEqual(['note']);
});

test('without a header the options give the order', () => {
  const table = parse('px\tseen\ts1', { header: false, columns: ['pixel_id', '-', 'segment_id'] });
  expect(table.rows).toMatchObject([{ line: 1, values: { pixel_id: 'px', segment_id: 's1' } }]);
  expect(table.unknown).toEqual([]);
});

test('a header with names of its own is passed over', () => {
  const table = parse('Pixel\tSegment\npx\ts1', { header: 'skip', columns: ['pixel_id', 'segment_id'] });
  expect(table.rows).toMatchObject([{ line: 2, values: { pixel_id: 'px', segment_id: 's1' } }]);
});

test('lines end in LF or CRLF, and their numbers count the empty ones', () => {
  const table = parse('segment_id\tpixel_id\r\ns1\tp1\r\n\r\n\ns2\tp2\r\n');
  expect(table.rows.map(({ line, values }) => [line, values['pixel_id']])).toEqual([
    [2, 'p1'],
    [5, 'p2'],
  ]);
});

test('nothing is quoted, and a lone CR ends no line', () => {
  const table = parse('segment_id\tpixel_id\n"s1\tp"1\n"\ta\rb\ns3\tp3');
  expect(table.rows.map(({ line, values }) => [line, values['segment_id'], values['pixel_id']])).toEqual([
    [2, '"s1', 'p"1'],
    [3, '"', 'a\rb'],
    [4, 's3', 'p3'],
  ]);
});

test('rows of another width are set aside', () => {
  const { rejected, rows } = parse('segment_id\tpixel_id\ns1\ns1\tp1\tmore\ns1\tp1\n');
  expect(rejected).toEqual([
    { line: 2, content: 's1', reasons: ['too few columns (expected 2)'] },
    { line: 3, content: 's1\tp1\tmore', reasons: ['too many columns (expected 2)'] },
  ]);
  expect(rows).toHaveLength(1);
});

test.each([
  ['an empty file', '', /the place has no rows below its header|the place has no rows: expected/],
  ['a header only', 'segment_id\tpixel_id\n', /has no rows below its header/],
  ['no header', 's1\tp1\ns2\tp2', /names none of the columns segment_id, pixel_id.*header to false/],
  ['a column that is missing', 'segment_id\tpixelid\ns\tp', /lacks pixel_id; did you mean 'pixelid'\? Correct/],
  ['a column that is missing, and none like it', 'segment_id\tnote\ns\tp', /lacks pixel_id; known: note\. Correct/],
  ['a column twice', 'segment_id\tpixel_id\tsegment_id\ns\tp\ts', /has segment_id more than once/],
])('%s is refused', (_, text, message) => {
  expect(() => parse(text)).toThrow(
    expect.objectContaining({ code: 'bad-input', message: expect.stringMatching(message) }),
  );
});
