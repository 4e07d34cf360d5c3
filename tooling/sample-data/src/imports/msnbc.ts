import { join } from 'node:path';
import { SampleDataError } from '../errors.ts';
import { sqlFile, type Workshop } from '../workshop.ts';
import type { Dataset, Importing } from './dataset.ts';
import { gunzip } from './gunzip.ts';

const file = 'msnbc990928.seq.gz';

/** The categories made pixels: of those that the data set's README calls good ones. */
const categories = ['msn-sports', 'travel', 'weather', 'msn-news', 'summary', 'opinion'];

/**
 * MSNBC.com anonymous web data (UCI): the page views of 989,818 users on 28 September 1999, by page category.
 *
 * A user is a sequence's number in the file. A view is an event, a second after the one before; its token is the
 * category, and after a view of another category a second token names both (`news>tech`), unless one of them is a
 * pixel: the pair would tell what the ban of the pixel's own token hides. A user who viewed a pixel's category fires
 * the pixel two days later, in the label window of the one night.
 */
export const msnbc: Dataset = {
  files: [file],
  segments: categories.map((category) => ({
    segmentId: category,
    name: `readers of ${category}`,
    region: 'amer',
    pixelId: category,
    audienceSize: 0.05,
  })),
  nights: ['1999-10-06'],
  config: {
    regions: ['amer'],
    optOuts: false,
    // One day of views and one of fires: the day before the run date has none.
    stages: { 'training-data': { historyDays: 30, labelDays: 7, emptyLastDay: 'accept' } },
  },
  makeTables: async (importing) => {
    const { workshop, step } = importing;
    await readSequences(importing);
    step('making events');
    const pixels = JSON.stringify(categories);
    await workshop.run(`CREATE TABLE events AS ${await sqlFile('imports/msnbc-events')}`, { pixels });
    await workshop.run(`CREATE TABLE mappings AS ${await sqlFile('imports/msnbc-mappings')}`);
    return [];
  },
};

/** Reads the file into the tables `names` (no, name) and `sequences` (n, views: category numbers in order). */
async function readSequences({ file: pathOf, workshop, step }: Importing): Promise<void> {
  step('reading');
  const path = join(workshop.scratch, 'msnbc.seq');
  await gunzip(pathOf(file), path);
  await workshop.run(`CREATE TABLE lines AS ${await sqlFile('imports/msnbc-lines')}`, { path });
  await findProblem(workshop, 'imports/msnbc-problems');
  await workshop.runFile('imports/msnbc-sequences');
  await findProblem(workshop, 'imports/msnbc-unknown-categories');
}

async function findProblem(workshop: Workshop, select: string): Promise<void> {
  const [problem] = await workshop.rows<{ line: bigint; problem: string }>(await sqlFile(select));
  if (!problem) return;
  throw new SampleDataError(
    'unexpected_format',
    `${file}, line ${problem.line}: ${problem.problem}. Expected the category names on line 3 and, from line 8 on, ` +
      "a line of those names' numbers a user, as published.",
  );
}
