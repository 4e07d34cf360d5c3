import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { styleText } from 'node:util';
import { lookalikes } from './lookalikes.ts';
import { truthLines } from './truth.ts';

// What `npm start` runs, after install and build: two nights of a sample world through the real `lookalikes` command, and
// how its audiences compare with the truth that only a sample world knows.

const root = join(import.meta.dirname, '../..');
const world = relative(root, join(root, '.lookalikes/demo'));
process.chdir(root);

const started = performance.now();
const heading = (text: string): void => console.log(`\n${styleText('bold', text)}\n`);

rmSync(world, { recursive: true, force: true });

heading('A sample world: events of three parties, mappings, opt-outs and the two metadata TSVs');
lookalikes(['sample', '--to', world, '--through', '2026-11-20']);

heading('The night of 2026-11-21, both regions');
lookalikes(['run', '--config', world, '--date', '2026-11-21']);

heading('A day goes by: new events, late ones for the days before, opt-outs, ids that change hands');
lookalikes(['sample', '--to', world, '--through', '2026-11-21']);

heading('The night of 2026-11-22, both regions; the backtest asks how last night did on the fires since');
lookalikes(['run', '--config', world, '--date', '2026-11-22']);

heading('How many of each audience are truly interested, as only a sample world knows');
for (const line of await truthLines(world, '2026-11-22')) console.log(line);

heading('Where things are, and what to type next');
const type = (rest: string): string => `npm run -s dev -- ${rest} --config ${world}`;
console.log(
  [
    `inputs, config and truth   ${world}`,
    `the pages of the nights    ${join(world, 'objects/pages/index.html')}: open it in a browser`,
    `files for the DSP          ${join(world, 'objects/lookalikes/amer/2026-11-22')}`,
    `databases                  ${join(world, '.lookalikes')}/<region>.duckdb: tables and views of every dataset`,
    '',
    `${type('show amer/2026-11-22')}        everything of one night`,
    `${type('runs')}                        the nights on record`,
    `${type('run --date 2026-11-22')}       again: finds it done, and changes nothing`,
    '',
    `All of this took ${((performance.now() - started) / 1000).toFixed(0)} s.`,
  ].join('\n'),
);
