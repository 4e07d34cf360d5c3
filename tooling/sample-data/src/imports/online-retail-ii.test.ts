import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { SampleDataError } from '../errors.ts';
import type { Progress } from '../progress.ts';
import { number, publicData, query, temporaryFolder } from '../../test/support.ts';
import { importDataset } from './import-dataset.ts';

const header = 'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country';
const first = [
  '489434,85048,"15CM ""BALL"", GLASS",12,2009-12-01 07:45:00,6.95,13085,United Kingdom',
  '489434, 85123a ,HOLDER,1,2009-12-01 07:45:00,2.55,13085,United Kingdom',
  'C489435,85048,BALL,-1,2009-12-01 08:00:00,6.95,13085,United Kingdom',
  '489436,85048,BALL,-3,2009-12-01 09:00:00,0,,United Kingdom',
  '489437,22423,CAKESTAND,2,2009-12-01 10:00:00,12.75,,USA',
  '536365,22423,CAKESTAND,2,2010-12-01 08:26:00,12.75,17850,USA',
];
const second = ['536365,22423,CAKESTAND,2,2010-12-01 08:26:00,12.75,17850,USA'];

async function tinyData(years: [string[], string[]] = [first, second], columns = header): Promise<string> {
  const from = await temporaryFolder();
  for (const [i, name] of ['year-2009-2010', 'year-2010-2011'].entries()) {
    await writeFile(join(from, `${name}.csv.gz`), gzipSync([columns, ...(years[i] ?? [])].join('\n')));
  }
  return from;
}

test('a line is an event by its invoice, a pixel product a fire too, the overlap stays in two files', async () => {
  const to = await temporaryFolder();
  const report = await importDataset('online-retail-ii', { from: await tinyData(), to });
  expect(report).toMatchObject({ events: 8, fires: 3, duplicates: 2, unmapped: 2, users: 2, mappings: 4, pixels: 20 });
  expect(report.nights).toHaveLength(14);
  expect(report.setAside).toEqual([
    { reason: 'a cancellation (its invoice starts with C)', rows: 1 },
    { reason: 'no positive quantity', rows: 1 },
  ]);
  const rows = await query(
    `SELECT region, user_id, pixel_id, tokens, parse_filename(filename) AS file
    FROM read_parquet('${to}/inputs/events/af/*/*.parquet', filename = true) ORDER BY ALL`,
  );
  const fire = { region: 'amer', user_id: '536365', pixel_id: '22423', tokens: [] };
  const visit = { region: 'amer', user_id: '536365', pixel_id: null, tokens: ['22423'] };
  expect(rows).toEqual([
    { ...fire, user_id: '489437', file: 'year-2009-2010.parquet' },
    { ...visit, user_id: '489437', file: 'year-2009-2010.parquet' },
    { ...fire, file: 'year-2009-2010.parquet' },
    { ...fire, file: 'year-2010-2011.parquet' },
    { ...visit, file: 'year-2009-2010.parquet' },
    { ...visit, file: 'year-2010-2011.parquet' },
    { region: 'emeaApac', user_id: '489434', pixel_id: null, tokens: ['85048'], file: 'year-2009-2010.parquet' },
    { region: 'emeaApac', user_id: '489434', pixel_id: null, tokens: ['85123A'], file: 'year-2009-2010.parquet' },
  ]);
  const known = `SELECT event_time FROM '${to}/inputs/mapping/amer/*.parquet' WHERE source_user_id = '536365'`;
  expect(await query(known)).toEqual([{ event_time: '2010-12-01 08:26:00' }]);
});

test.each([0.3, 0.7, 0.99])('a .gz cut at %d of its length is refused', async (share) => {
  const from = await tinyData();
  const path = join(from, 'year-2010-2011.csv.gz');
  const whole = await readFile(path);
  await writeFile(path, whole.subarray(0, Math.floor(whole.length * share)));
  await expect(importDataset('online-retail-ii', { from, to: await temporaryFolder() })).rejects.toMatchObject({
    code: 'damaged_file',
    message: expect.stringContaining('year-2010-2011.csv.gz is damaged') as string,
    cause: expect.any(Error) as Error,
  });
});

test.each([
  ['line 2', 'a column less', [['489434,85048,BALL,12,2009-12-01 07:45:00,6.95,13085'], second], header],
  [
    'line 2',
    'a quantity that is no number',
    [['489434,85048,BALL,many,2009-12-01 07:45:00,6.95,13085,Spain'], second],
    header,
  ],
  ['another header line', 'other columns', [first, second], header.replace('StockCode', 'Code')],
] as [string, string, [string[], string[]], string][])('%s: %s is refused', async (found, _, years, columns) => {
  const from = await tinyData(years, columns);
  await expect(importDataset('online-retail-ii', { from, to: await temporaryFolder() })).rejects.toMatchObject({
    code: 'unexpected_format',
    message: expect.stringMatching(new RegExp(`year-2009-2010.csv.gz is not as published.*${found}`)) as string,
  });
});

test('what was read is not told in the message', async () => {
  const from = await tinyData([['489434,85048,BALL,secret,2009-12-01 07:45:00,6.95,13085,Spain'], second]);
  const failed: unknown = await importDataset('online-retail-ii', { from, to: await temporaryFolder() }).catch(
    (e: unknown) => e,
  );
  expect(failed).toBeInstanceOf(SampleDataError);
  expect(inspect(failed)).not.toMatch(/secret|13085/);
});

test('an import that is stopped while it reads rejects with the reason', async () => {
  const controller = new AbortController();
  const reason = new Error('stopped by hand');
  const onProgress = ({ step }: Progress) => step.startsWith('reading') && controller.abort(reason);
  const options = { from: await tinyData(), to: await temporaryFolder(), signal: controller.signal };
  const stopped = importDataset('online-retail-ii', { ...options, onProgress: (p) => void onProgress(p) });
  await expect(stopped).rejects.toBe(reason);
});

const real = publicData('online-retail-ii');

test.skipIf(real.absent)('the published files keep their overlap, and most invoices map', async () => {
  const to = await temporaryFolder();
  const report = await importDataset('online-retail-ii', { from: real.folder, to });
  expect(report.setAside.map(({ rows }) => rows)).toEqual([19_494, 3_457]);
  expect(report.events - report.fires).toBe(525_461 + 541_909 - 19_494 - 3_457);
  const overlap = `SELECT count(*) FROM read_parquet('${to}/inputs/events/af/2010-12-0[1-9]/*.parquet', filename = true)
    WHERE pixel_id IS NULL AND filename LIKE '%/year-2009-2010.parquet'`;
  expect(await number(overlap)).toBe(await number(overlap.replace('year-2009-2010.parquet', 'year-2010-2011.parquet')));
  expect(await number(`SELECT count(DISTINCT user_id) FROM '${to}/inputs/mapping/amer/*.parquet'`)).toBeLessThan(100);
});
