import { styleText } from 'node:util';
import type { Region, Stage, StageStep } from '@lookalikes/stage-kit';
import { closest, parseDay, regions, stageSteps } from '@lookalikes/stage-kit';
import type { Program } from '../arguments.ts';
import { configOption, parseRegion } from '../arguments.ts';
import { RunnerError } from '../error.ts';
import { print, printJson } from '../output.ts';
import { prepare } from '../prepare.ts';
import { compiledText } from '../sql/compiled-text.ts';
import { compileStep } from '../sql/compile-step.ts';
import { engineNames } from '../sql/engines.ts';
import { stages } from '../stages.ts';

/** Adds `lookalikes sql`. */
export function addSql(program: Program): void {
  program
    .command('sql')
    .description('print the SQL of a step as an engine would run it, and what would be bound to it, without connecting')
    .argument('<stage>', 'the stage')
    .argument('[step]', 'a write, a query or an audit of it; the steps are listed where left out')
    .option('--engine <name>', `whose SQL, of ${engineNames.join(', ')}; the config's engine where left out`)
    .option('--region <region>', "the region; the config's first where left out", parseRegion)
    .option('--date <day>', 'the run date; the newest on record, else today, where left out', parseDay)
    .addOption(configOption())
    .option('--json', 'print it as JSON')
    .action(async (stageName: string, stepName: string | undefined, options: SqlCommandOptions) => {
      const stage = named('stage', stageName, { of: stages, nameOf: ({ name }) => name });
      const steps = stageSteps(stage);
      if (stepName === undefined) {
        if (options.json) printJson(steps.map(({ name, kind, file, doc }) => ({ name, kind, file, doc })));
        else print(listing(stage, steps));
        return;
      }
      const nameOf = ({ name }: StageStep) => (stepName.includes('/') ? name : name.replace('audits/', ''));
      const step = named(`step of ${stage.name}`, stepName, { of: steps, nameOf });
      const { date } = options;
      const engine = options.engine && named('engine', options.engine, { of: engineNames, nameOf: (name) => name });
      const prepared = await prepare(stages, options.config);
      const region = options.region ?? prepared.config.regions[0] ?? regions[0];
      const compiled = await compileStep(prepared, { stage, step }, { region, date, engine });
      if (options.json) printJson(compiled);
      else print(compiledText(compiled));
    });
}

interface SqlCommandOptions {
  readonly engine?: string;
  readonly region?: Region;
  readonly date?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/** The one of that name. */
function named<T>(
  kind: string,
  name: string,
  { of, nameOf }: { readonly of: readonly T[]; readonly nameOf: (one: T) => string },
): T {
  const found = of.find((one) => nameOf(one) === name);
  if (found !== undefined) return found;
  throw new RunnerError('usage', `no ${kind} '${name}'${closest(name, of.map(nameOf))}`);
}

function listing(stage: Stage, steps: readonly StageStep[]): string[] {
  if (steps.length === 0) return [`${stage.name} has no SQL`];
  const width = Math.max(...steps.map(({ name }) => name.length));
  return steps.map(({ name, kind, doc }) => `${kind.padEnd(5)}  ${styleText('bold', name.padEnd(width))}  ${doc}`);
}
