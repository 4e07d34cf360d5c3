import { styleText } from 'node:util';
import type { InputBinding } from '@lookalikes/schema';
import { describeStage } from '@lookalikes/stage-kit';
import type { Program } from '../arguments.ts';
import { configOption } from '../arguments.ts';
import { print, printJson } from '../output.ts';
import type { Prepared } from '../prepare.ts';
import { prepare } from '../prepare.ts';
import { stages } from '../stages.ts';

/** Adds `lookalikes plan`. */
export function addPlan(program: Program): void {
  program
    .command('plan')
    .description('check the config and the stages without touching any data, and print what a night does')
    .addOption(configOption())
    .option('--json', 'print the plan as JSON, the options as JSON Schemas')
    .action(async (options: { config?: string; json?: boolean }) => {
      const prepared = await prepare(stages, options.config);
      if (options.json) printJson(planJson(prepared));
      else print(planText(prepared));
    });
}

function planJson({ file, config, planned }: Prepared): object {
  return {
    config: file,
    regions: config.regions,
    engines: Object.fromEntries(config.regions.map((region) => [region, config.engine({ region }).name])),
    store: config.store.name,
    inputs: config.inputs,
    stages: planned.map(({ stage, after }) => ({ ...describeStage(stage), after })),
  };
}

function planText({ file, config, planned }: Prepared): string[] {
  const engines = config.regions.map((region) => `${region} on ${config.engine({ region }).name}`);
  return [
    `${file} is good: ${engines.join(', ')}; objects in ${config.store.name}`,
    '',
    styleText('bold', 'inputs'),
    ...lines(Object.fromEntries(Object.entries(config.inputs).map(([name, binding]) => [name, place(binding)]))),
    ...planned.flatMap(({ stage, after }, index) => {
      const { reads, writes } = describeStage(stage);
      return [
        '',
        `${styleText('bold', `${index + 1}. ${stage.name}`)} ${stage.version}${after.length > 0 ? `, after ${after.join(', ')}` : ''}`,
        `   ${stage.doc}`,
        ...lines(reads, 'reads '),
        ...lines(writes, 'writes '),
      ];
    }),
  ];
}

const lines = (of: Readonly<Record<string, string>>, verb = ''): string[] =>
  Object.entries(of).map(([name, text]) => `   ${verb}${name}: ${text}`);

function place(binding: InputBinding): string {
  const where = binding.kind === 'files' ? `${binding.format} files ${binding.path}` : `table ${binding.table}`;
  const fields = Object.entries(binding.fields ?? {}).map(([field, expression]) => `${field} = ${expression}`);
  return fields.length === 0 ? where : `${where}, ${fields.join(', ')}`;
}
