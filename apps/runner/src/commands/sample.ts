import { join } from 'node:path';
import { makeSampleWorld } from '@lookalikes/sample-data';
import { parseDay } from '@lookalikes/stage-kit';
import type { Program } from '../arguments.ts';
import { parseCount } from '../arguments.ts';
import { making } from '../making.ts';
import { print, printJson } from '../output.ts';
import { sampleText } from '../report/sample-text.ts';

interface SampleCommandOptions {
  readonly to: string;
  readonly through: string;
  readonly users?: number;
  readonly events?: number;
  readonly days?: number;
  readonly seed?: number;
  readonly json?: boolean;
}

/** Adds `lookalikes sample`. */
export function addSample(program: Program): void {
  program
    .command('sample')
    .description('make a sample world to run nights on; with a later --through, let time pass in one made before')
    .requiredOption('--to <folder>', 'where to make it')
    .option(
      '--through <day>',
      'the last day whose events exist; the night to run is the day after',
      parseDay,
      '2026-11-20',
    )
    .option('--users <number>', 'people in both regions together (default: 30,000)', parseCount)
    .option('--events <number>', 'about how many events, up to 100 million, in place of --users', parseCount)
    .option('--days <number>', 'days of events (default: 40)', parseCount)
    .option('--seed <number>', 'which world: the same seed and sizes give the same bytes (default: 1)', parseCount)
    .option('--json', 'print the report as JSON')
    .action(async ({ json, ...options }: SampleCommandOptions) => {
      const report = await making((running) => makeSampleWorld({ ...options, ...running }));
      if (report === undefined) return;
      if (json) printJson(report);
      else print([...sampleText(report), '', ...next(report.to, report.nights)]);
    });
}

/** What to type next. */
export function next(to: string, nights: readonly string[]): string[] {
  const config = join(to, 'lookalikes.config.ts');
  const one = nights.at(-1) ?? '';
  return [
    'next:',
    `  lookalikes run --config ${config} --date ${one}`,
    ...(nights.length > 1
      ? [`  lookalikes run --config ${config} --nights ${join(to, 'nights.txt')}   # all ${nights.length} nights`]
      : []),
  ];
}
