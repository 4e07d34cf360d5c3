import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { number, publicData, query, temporaryFolder } from '../../test/support.ts';
import { importDataset } from './import-dataset.ts';

const head = [
  '% Different categories found in input file:',
  '',
  'frontpage news tech travel',
  '',
  '',
  '% Sequences:',
  '',
];

async function tinyData(sequences: string[], lines = head): Promise<string> {
  const from = await temporaryFolder();
  await writeFile(join(from, 'msnbc990928.seq.gz'), gzipSync([...lines, ...sequences].join('\n')));
  return from;
}

test('a view is an event in its order, with the pair of two categories that are no pixels', async () => {
  const [from, to] = [await tinyData(['1 2 2 ', '4 ', '2 4 1 ']), await temporaryFolder()];
  const report = await importDataset('msnbc', { from, to });
  expect(report).toMatchObject({ events: 9, fires: 2, users: 3, pixels: 6, duplicates: 0, unmapped: 0 });
  const rows = await query(
    `SELECT user_id, CAST(event_time AS VARCHAR) AS at, tokens FROM read_parquet('${to}/inputs/events/af/1999-09-28/*.parquet')
    ORDER BY user_id, event_time`,
  );
  expect(rows.map((row) => [row['user_id'], row['at'], row['tokens']])).toEqual([
    ['1', '1999-09-28 00:00:00', ['frontpage']],
    ['1', '1999-09-28 00:00:01', ['news', 'frontpage>news']],
    ['1', '1999-09-28 00:00:02', ['news']],
    ['2', '1999-09-28 00:00:00', ['travel']],
    ['3', '1999-09-28 00:00:00', ['news']],
    ['3', '1999-09-28 00:00:01', ['travel']],
    ['3', '1999-09-28 00:00:02', ['frontpage']],
  ]);
  const fires = `SELECT user_id, pixel_id FROM read_parquet('${to}/inputs/events/af/1999-09-30/*.parquet') ORDER BY ALL`;
  expect(await query(fires)).toEqual([
    { user_id: '2', pixel_id: 'travel' },
    { user_id: '3', pixel_id: 'travel' },
  ]);
});

test.each([
  ['line 9: no sequence', ['1 2 ', 'x '], head],
  ['line 9: a category number that has no name', ['1 2 ', '5 '], head],
  ['line 3: no category names', ['1 '], head.with(2, '')],
  ['line 6: no "% Sequences:"', ['1 '], head.with(5, '')],
  ['line 6: the file ends before', [], head],
])('%s is refused', async (problem, sequences, lines) => {
  const from = await tinyData(sequences, lines);
  await expect(importDataset('msnbc', { from, to: await temporaryFolder() })).rejects.toMatchObject({
    code: 'unexpected_format',
    message: expect.stringContaining(problem) as string,
  });
});

const real = publicData('msnbc');

test.skipIf(real.absent)('the published file gives 4.7 million views, one user with 14,795 of them', async () => {
  const to = await temporaryFolder();
  const report = await importDataset('msnbc', { from: real.folder, to });
  expect(report).toMatchObject({ users: 989_818, events: 4_698_794 + report.fires, unmapped: 0 });
  const busiest = `SELECT max(n) FROM (SELECT count(*) AS n FROM '${to}/inputs/events/af/1999-09-28/*.parquet' GROUP BY user_id)`;
  expect(await number(busiest)).toBe(14_795);
});
