import { createReadStream } from 'node:fs';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { Command, Option } from '@commander-js/extra-typings';
import { exitCodes } from '@lookalikes/stage-kit';
import { z } from 'zod';
import { SyncError } from '../error.ts';
import type { Layout } from '../layout.ts';
import { deliveryColumns, layoutOf, presetNames } from '../layout.ts';
import type { FileReport } from './rules.ts';
import { validateFile } from './validate-file.ts';
import { violationText } from './validated.ts';

const Columns = z.array(z.enum(deliveryColumns)).nonempty();

/** Makes `validate FILE…` of `lookalikes-sync`: exit status 0 where every file keeps the rules, 3 where one does not. */
export const validateCommand = (): CommandUnknownOpts =>
  new Command('validate')
    .description("check files against the DSP's rules; says lines and rules, never values")
    .argument('<file...>', 'gzipped segment files')
    .addOption(new Option('--preset <name>', 'the layout').choices(presetNames).default('xandr' as const))
    .option('--columns <names>', 'the columns in order, with commas between, where they are not those of the preset')
    .option('--header', 'the first line names the columns')
    .option('--max-rows <count>', 'lines a file may have', Number)
    .option('--json', 'print the reports as JSON')
    .action(async (files, options) => {
      const layout = layoutOf({ preset: options.preset, columns: columnsOf(options.columns), header: options.header });
      const rules = { layout, ...(options.maxRows === undefined ? {} : { maxRows: options.maxRows }) };
      const reports: { file: string; report: FileReport }[] = [];
      for (const file of files) reports.push({ file, report: await readFileReport(file, rules) });
      const lines = options.json
        ? [JSON.stringify(reports, undefined, 2)]
        : reports.flatMap(({ file, report }) => reportLines(file, report));
      process.stdout.write(`${lines.join('\n')}\n`);
      if (reports.some(({ report }) => report.violationCount > 0)) process.exitCode = exitCodes.held;
    });

/** Columns as a command line has them. @throws SyncError `usage` */
export function columnsOf(text: string | undefined): Layout['columns'] | undefined {
  if (text === undefined) return undefined;
  const parsed = Columns.safeParse(text.split(','));
  if (parsed.success) return parsed.data;
  throw new SyncError('usage', `--columns: found '${text}'; expected some of ${deliveryColumns.join(',')}`);
}

async function readFileReport(file: string, rules: Parameters<typeof validateFile>[1]): Promise<FileReport> {
  try {
    return await validateFile(createReadStream(file), rules);
  } catch (error) {
    throw new SyncError('bad-file', `${file} cannot be read (${(error as Error).message}): give the path of a file`, {
      cause: error,
    });
  }
}

function reportLines(file: string, { rows, bytes, violations, violationCount }: FileReport): string[] {
  const size = `${rows.toLocaleString('en')} lines, ${bytes.toLocaleString('en')} bytes`;
  if (violationCount === 0) return [`${file}: ok, ${size}`];
  const more = violationCount - violations.length;
  return [
    `${file}: ${violationCount.toLocaleString('en')} violations in ${size}`,
    ...violations.map((violation) => `  ${violationText(violation)}`),
    ...(more > 0 ? [`  and ${more.toLocaleString('en')} more`] : []),
  ];
}
