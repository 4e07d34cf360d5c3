import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { publicData, query, sumsOf, temporaryFolder } from '../../test/support.ts';
import { importDataset } from './import-dataset.ts';

const areas = [
  'I,4,"www.microsoft.com","created by getlog.pl"',
  'T,1,"VRoot",0,0,"VRoot"',
  'N,0,"0"',
  'A,1010,1,"Visual Basic, \u00a9","/vbasic"',
  'A,1017,1,"Products","/products"',
];

async function tinyData(visits = { data: ['V,1010,1', 'V,1017,1'], test: ['V,1010,1'] }): Promise<string> {
  const from = await temporaryFolder();
  const lines = {
    data: [...areas, 'C,"10001",10001', ...visits.data],
    test: [...areas, 'C,"10001",10001', ...visits.test],
  };
  await writeFile(join(from, 'anonymous-msweb.data'), `${lines.data.join('\n')}\n`, 'latin1');
  await writeFile(join(from, 'anonymous-msweb.test'), `${lines.test.join('\n')}\n`, 'latin1');
  return from;
}

test('learners visit before the score windows and fire before the run date; the others the other way round', async () => {
  const [from, to] = [await tinyData(), await temporaryFolder()];
  const report = await importDataset('msweb', { from, to });
  expect(report).toMatchObject({ events: 5, fires: 2, users: 2, mappings: 4, segments: 19, pixels: 19, unmapped: 0 });
  expect(report.nights).toEqual(['1998-02-21', '1998-02-22']);
  const rows = await query(
    `SELECT user_id, pixel_id, tokens, source, region, CAST(event_time AS DATE) AS day
    FROM read_parquet('${to}/inputs/events/*/*/*.parquet') ORDER BY user_id, pixel_id NULLS FIRST, tokens`,
  );
  const place = { source: 'af', region: 'amer' };
  expect(rows).toMatchObject([
    { user_id: 'd10001', pixel_id: null, tokens: ['/products'], ...place },
    { user_id: 'd10001', pixel_id: null, tokens: ['/vbasic'], ...place },
    { user_id: 'd10001', pixel_id: '/vbasic', tokens: [], ...place },
    { user_id: 't10001', pixel_id: null, tokens: ['/vbasic'], ...place },
    { user_id: 't10001', pixel_id: '/vbasic', tokens: [], day: '1998-02-21', ...place },
  ]);
  const days = rows.map((row) => String(row['day']));
  for (const day of days.slice(0, 2)) expect(day >= '1998-01-16' && day <= '1998-01-21').toBe(true);
  for (const day of days.slice(2, 4)) expect(day >= '1998-02-15' && day <= '1998-02-20').toBe(true);
  expect(await readFile(join(to, 'lookalikes.config.ts'), 'utf8')).toContain("regions: ['amer']");
});

test('the same files give the same bytes, into a new folder and into the same', async () => {
  const [from, to, other] = [await tinyData(), await temporaryFolder(), await temporaryFolder()];
  await importDataset('msweb', { from, to });
  const once = await sumsOf(to);
  await importDataset('msweb', { from, to });
  await importDataset('msweb', { from, to: other });
  expect(await sumsOf(to)).toEqual(once);
  expect(await sumsOf(other)).toEqual(once);
});

test.each([
  ['a record of an unknown kind', ['X,1,2', 'V,1010,1']],
  ['a visit to an area that is not listed', ['V,9999,1']],
  ['an area without a path', ['A,1018,1,"Nowhere"', 'V,1010,1']],
])('%s is refused with its place', async (problem, data) => {
  const from = await tinyData({ data, test: ['V,1010,1'] });
  await expect(importDataset('msweb', { from, to: await temporaryFolder() })).rejects.toMatchObject({
    code: 'unexpected_format',
    message: expect.stringContaining(`anonymous-msweb.data, record 7: ${problem}`) as string,
  });
});

test('a file without a visit is refused', async () => {
  const from = await tinyData({ data: ['V,1010,1'], test: [] });
  await expect(importDataset('msweb', { from, to: await temporaryFolder() })).rejects.toMatchObject({
    code: 'unexpected_format',
    message: expect.stringContaining('anonymous-msweb.test') as string,
  });
});

const real = publicData('msweb');

test.skipIf(real.absent)('the published files give every visit and a fire for each of 19 areas', async () => {
  const report = await importDataset('msweb', { from: real.folder, to: await temporaryFolder() });
  expect(report).toMatchObject({ events: 98_654 + 15_191 + report.fires, users: 37_711, duplicates: 0, unmapped: 0 });
  expect(report.fires).toBe(26_442);
});
