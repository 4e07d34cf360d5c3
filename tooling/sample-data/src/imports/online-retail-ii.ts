import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { addDays } from '../days.ts';
import { SampleDataError } from '../errors.ts';
import { sqlFile } from '../workshop.ts';
import type { Dataset, Importing, SetAside } from './dataset.ts';
import { gunzip } from './gunzip.ts';

const years = ['year-2009-2010', 'year-2010-2011'] as const;
const firstNight = '2011-11-25';
const regions = ['amer', 'emeaApac'];
const header = 'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country';

/** The products made pixels: thirteen that the data set's README lists, and seven more that many buy. */
const products = (
  '20725 23203 22423 21232 23344 22086 84946 23298 22666 23355 22113 22960 22138 ' +
  '22720 22197 47566 22727 22384 20727 22469'
).split(' ');

/**
 * Online Retail II (UCI): every line of a shop's invoices from December 2009 to December 2011.
 *
 * An invoice is the first party's id and its customer the user, known from the invoice's time on; a line is an event
 * with the product's code (trimmed, upper case) as its token; the purchase of one of twenty products is a fire too.
 * Only purchases count: cancellations and lines without a positive quantity are set aside. The two files overlap by
 * nine days, which stay in both, each in a file of its own.
 */
export const onlineRetail: Dataset = {
  files: years.map((year) => `${year}.csv.gz`),
  segments: regions.flatMap((region) =>
    products.map((product) => ({
      segmentId: `${product}-${region}`,
      name: `buyers of ${product} ${region}`,
      region,
      pixelId: product,
      audienceSize: 0.1,
    })),
  ),
  nights: Array.from({ length: 14 }, (_, i) => addDays(firstNight, i)),
  config: {
    optOuts: false,
    stages: {
      'training-data': {
        historyDays: 365,
        labelDays: 120,
        halfLifeDays: 90,
        // An id is an invoice here, and a good customer has hundreds.
        maxIdsPerUser: 1000,
        // The shop rests on Saturdays.
        emptyLastDay: 'accept',
      },
    },
  },
  makeTables: async (importing) => {
    const { workshop, step } = importing;
    const setAside = await readLines(importing);
    step('making events');
    const params = { products: JSON.stringify(products) };
    await workshop.run(`CREATE TABLE events AS ${await sqlFile('imports/online-retail-ii-events')}`, params);
    await workshop.run(`CREATE TABLE mappings AS ${await sqlFile('imports/online-retail-ii-mappings')}`);
    return setAside;
  },
};

/** Reads both files' lines into the table `lines`, and counts those that are no purchase. */
async function readLines({ file, workshop, step }: Importing): Promise<SetAside[]> {
  const select = await sqlFile('imports/online-retail-ii-lines');
  for (const [i, year] of years.entries()) {
    step(`reading ${year}`);
    const name = `${year}.csv.gz`;
    const path = join(workshop.scratch, `${year}.csv`);
    await gunzip(file(name), path);
    await checkHeader(path, name);
    const make = i === 0 ? 'CREATE TABLE lines AS' : 'INSERT INTO lines';
    try {
      await workshop.run(`${make} ${select}`, { path, year });
    } catch (cause) {
      // The database quotes the line it stumbled over; only its number may go on.
      const [, line] =
        /^(?:Invalid Input|Conversion) Error: CSV Error on Line: (\d+)/.exec((cause as Error).message) ?? [];
      if (line === undefined) throw cause;
      throw unexpected(name, `found a line that does not fit them: line ${line}`);
    }
  }
  const reasons = await workshop.rows<{ reason: string; rows: bigint }>(
    'SELECT set_aside AS reason, count(*) AS rows FROM lines WHERE set_aside IS NOT NULL GROUP BY ALL ORDER BY ALL',
  );
  return reasons.map(({ reason, rows }) => ({ reason, rows: Number(rows) }));
}

/** DuckDB is given the columns by place, so their names are compared here. */
async function checkHeader(path: string, name: string): Promise<void> {
  const input = createReadStream(path, { encoding: 'utf8', end: 999 });
  let start = '';
  for await (const chunk of input) start += String(chunk);
  const line = start.split(/\r?\n/, 1)[0];
  if (line !== header) throw unexpected(name, 'found another header line');
}

function unexpected(name: string, found: string): SampleDataError {
  const message = `${name} is not as published: expected CSV with the columns ${header}; ${found}. Fetch it again.`;
  return new SampleDataError('unexpected_format', message);
}
