import { SampleDataError } from '../errors.ts';
import { sqlFile } from '../workshop.ts';
import type { Dataset, Importing } from './dataset.ts';

const runDate = '1998-02-21';
const files = ['anonymous-msweb.data', 'anonymous-msweb.test'] as const;

/** The areas of the site that are made pixels: those its README lists as good ones. */
const areas = (
  'sitebuilder kb gallery windowssupport office workshop games ntserver sbnmember msdn ' +
  'word athome train_cert vbasic visualj jobs germany education sports'
).split(' ');

/**
 * Anonymous web data from www.microsoft.com (UCI): which areas 32,711 + 5,000 users visited in a week of 1998.
 *
 * It has no times, so each person gets theirs, such that two nights repeat the data set's own test: users of `.data`
 * (`d…`) visit in the training window and fire in the label window; users of `.test` (`t…`) visit in the score
 * window only, and fire on the first run date, which the second night's backtest sees.
 */
export const msweb: Dataset = {
  files,
  segments: areas.map((area) => ({
    segmentId: area,
    name: `visitors of /${area}`,
    region: 'amer',
    pixelId: `/${area}`,
    audienceSize: 0.05,
  })),
  nights: [runDate, '1998-02-22'],
  config: {
    regions: ['amer'],
    optOuts: false,
    stages: {
      'training-data': {
        historyDays: 30,
        labelDays: 7,
        minTokenUsers: 1,
        maxTokenShare: 1,
        // The days are made up: nobody's events can be late.
        volumeHold: 0,
        volumeWarn: 0,
        validationShare: 0.2,
        testShare: 0,
      },
      scoring: { minTokens: 1 },
    },
  },
  makeTables: async (importing) => {
    const { workshop, step } = importing;
    step('reading');
    await readVisits(importing);
    step('making events');
    await workshop.run(`CREATE TABLE events AS ${await sqlFile('imports/msweb-events')}`, {
      pixels: JSON.stringify(areas.map((area) => `/${area}`)),
      run_date: runDate,
    });
    await workshop.run(`CREATE TABLE mappings AS ${await sqlFile('imports/msweb-mappings')}`);
    return [];
  },
};

async function readVisits({ file, workshop }: Importing): Promise<void> {
  const records = await sqlFile('imports/msweb-records');
  const visits = await sqlFile('imports/msweb-visits');
  const problems = await sqlFile('imports/msweb-problems');
  await workshop.run('CREATE TABLE visits (user_id VARCHAR, token VARCHAR)');
  for (const [i, name] of files.entries()) {
    await workshop.run(`CREATE OR REPLACE TABLE records AS ${records}`, { path: file(name) });
    const [problem] = await workshop.rows<{ record: bigint; problem: string }>(problems);
    if (problem) {
      throw new SampleDataError(
        'unexpected_format',
        `${name}, record ${problem.record}: ${problem.problem}. Expected the "DST" format as published: A, C and V records.`,
      );
    }
    await workshop.run(`INSERT INTO visits ${visits}`, { prefix: i === 0 ? 'd' : 't' });
  }
}
