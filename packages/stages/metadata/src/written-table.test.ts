import { metadataFiles } from '@lookalikes/schema';
import { expect, test } from 'vitest';
import type { FileLayout } from './options.ts';
import { parseTable } from './parse-table.ts';
import { writtenTable } from './written-table.ts';

const { key, columns } = metadataFiles.pixels;
const usual: FileLayout = { key, header: true, columns };

const written = (rows: (string | null)[][], layout: Partial<FileLayout> = {}, names = ['pixel_id', 'segment_id']) =>
  writtenTable({ columns: names, rows }, { file: 'pixels', layout: { ...usual, ...layout } });

test('a header, then the lines by their bytes, whatever order the rows came in', () => {
  const rows = [
    ['p1', 'b'],
    ['p2', 'B'],
    ['p1', 'é'],
    ['p1', '\u{1f600}'],
    ['p1', '\uffee'],
    ['p0', 'b'],
  ];
  const expected = 'segment_id\tpixel_id\nB\tp2\nb\tp0\nb\tp1\né\tp1\n\uffee\tp1\n\u{1f600}\tp1\n';
  expect(written(rows)).toBe(expected);
  expect(written(rows.toReversed())).toBe(expected);
});

test.each([
  [{ header: false, columns: ['pixel_id', '-', 'segment_id'] }, 'p\t\ts\n'],
  [{ header: 'skip', columns: ['pixel_id', 'segment_id'] }, 'pixel_id\tsegment_id\np\ts\n'],
  [{ header: true, columns: ['pixel_id', '-', 'segment_id'] }, 'pixel_id\tsegment_id\np\ts\n'],
] as const)('the layout %j is written as it is read', (layout, expected) => {
  const text = written([['p', 's']], layout);
  expect(text).toBe(expected);
  const { rows, rejected } = parseTable(text, { file: 'pixels', place: 'x', columns, layout: { ...usual, ...layout } });
  expect(rows.map(({ values }) => [values['segment_id'], values['pixel_id']])).toEqual([['s', 'p']]);
  expect(rejected).toEqual([]);
});

test('null is nothing; quotes, backslashes and marks stay as they are', () => {
  expect(written([[null, `"it's" \\N \u202e; DROP TABLE x`]])).toBe(
    `segment_id\tpixel_id\n"it's" \\N \u202e; DROP TABLE x\t\n`,
  );
});

test.each(['a\tsecret', 'a\nsecret', 'secret\r', '\0secret'])(
  '%j is refused by row and column, not by value',
  (value) => {
    const error = (() => {
      try {
        return written([
          ['p', 's'],
          ['p', value],
        ]);
      } catch (caught) {
        return caught;
      }
    })();
    expect(error).toMatchObject({
      code: 'bad-value',
      message: expect.stringMatching(/^Row 2 of stages\.metadata\.from\.queries\.pixels, column segment_id: /),
    });
    expect(String(error)).not.toContain('secret');
  },
);

test.each([
  [['segment_id', 'pixel'], /gives the columns segment_id, pixel; expected segment_id, pixel_id, each once/],
  [['segment_id', 'pixel_id', 'pixel_id'], /gives the columns segment_id, pixel_id, pixel_id; expected/],
  [['segment_id'], /gives the columns segment_id; expected/],
])('the columns %j are refused', (names, message) => {
  expect(() => written([['x', 'y', 'z']], {}, names)).toThrow(
    expect.objectContaining({ code: 'bad-query', message: expect.stringMatching(message) }),
  );
});

test('no rows are refused', () => {
  expect(() => written([])).toThrow(
    expect.objectContaining({
      code: 'bad-query',
      message:
        "stages.metadata.from.queries.pixels gives no row: expected the platform's pixels. The TSVs are what they were.",
    }),
  );
});
