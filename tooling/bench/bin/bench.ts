import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { bench, jobNames } from '../src/bench.ts';
import { writeDocs } from '../src/docs.ts';
import { BenchError } from '../src/error.ts';
import { whereItPays } from '../src/night/where-it-pays.ts';
import { home } from '../src/places.ts';
import { rowsOf } from '../src/rows.ts';
import { tableText } from '../src/table.ts';

const root = join(home, '../..');

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('Expected a number above 0.');
  return value;
}

const command = new Command('bench')
  .description('Measures ours beside what a user would pick instead, in turn, as whole processes.')
  .addArgument(new Argument('<job>', 'what to measure').choices(jobNames))
  .option('--quick', 'a tenth of the size and one run: to see that everything works, not to quote', false)
  .option('--only <ids>', 'some of the contestants, by id, with commas; the others keep their last results')
  .option('--runs <number>', 'runs of each contestant (default: 3, or 1 with --quick)', positive)
  .option('--minutes <number>', 'stop after so many minutes, with what there is', positive, 15)
  .option('--no-install', 'leave out the peers that are not installed yet')
  .option('--json <file>', 'write the rows as JSON')
  .option('--write-docs', 'put the table in docs/benchmarks.md', false)
  .showHelpAfterError();

const [job] = command.parse().processedArgs;
const { quick, only, install, runs, minutes, json, writeDocs: docs } = command.opts();
if (quick && docs) command.error('--write-docs is not for --quick: only full sizes are quoted.');

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => stop.abort(new Error(`stopped by ${name}`)));

try {
  const results = await bench(job, {
    quick,
    only: only?.split(',') ?? [],
    runs: runs ?? (quick ? 1 : 3),
    minutes,
    install,
    signal: stop.signal,
    onNews: (news) => console.error(news),
  });
  const rows = rowsOf(results);
  console.log(`\n${results.workload}; ${results.machine}\n${tableText(rows)}\n${whereItPays(results)}`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`);
  if (docs) {
    const page = join(root, 'docs/benchmarks.md');
    writeDocs(page, job, results);
    execFileSync(join(root, 'node_modules/.bin/oxfmt'), [page]);
  }
} catch (error) {
  if (stop.signal.aborted) {
    console.error('bench: stopped; what was measured is kept for --only');
    process.exitCode = 130;
  } else if (error instanceof BenchError) {
    console.error(`bench: ${error.message}`);
    process.exitCode = error.code === 'bad-argument' ? 2 : 1;
  } else throw error;
}
