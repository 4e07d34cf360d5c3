import type { DatasetName } from '@lookalikes/sample-data';
import { datasetNames, importDataset } from '@lookalikes/sample-data';
import { closest } from '@lookalikes/stage-kit';
import type { Program } from '../arguments.ts';
import { RunnerError } from '../error.ts';
import { making } from '../making.ts';
import { print, printJson } from '../output.ts';
import { importText } from '../report/sample-text.ts';
import { next } from './sample.ts';

/** Adds `lookalikes import`. */
export function addImport(program: Program): void {
  program
    .command('import')
    .description('turn a public data set into inputs to run nights on')
    .argument('<name>', `one of ${datasetNames.join(', ')}`)
    .argument('<from>', "the folder with the data set's files, as their publisher names them")
    .requiredOption('--to <folder>', 'where to write the inputs, a config and the nights to run')
    .option('--json', 'print the report as JSON')
    .action(async (text: string, from: string, { to, json }: { to: string; json?: boolean }) => {
      const name = datasetOf(text);
      const report = await making((running) => importDataset(name, { from, to, ...running }));
      if (report === undefined) return;
      if (json) printJson(report);
      else print([...importText(report), '', ...next(report.to, report.nights)]);
    });
}

function datasetOf(text: string): DatasetName {
  const name = datasetNames.find((known) => known === text);
  if (name) return name;
  throw new RunnerError('usage', `no data set '${text}'${closest(text, datasetNames)}`);
}
