import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { Day } from '@lookalikes/schema';
import { DaySchema, regions } from '@lookalikes/schema';
import { auditText } from './audit-text.ts';
import { describeStage, optionLines } from './describe-stage.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { loadConfig } from './load-config.ts';
import { createLog } from './log.ts';
import type { StageRecord } from './record.ts';
import { heldSegments } from './record.ts';
import { runStages } from './run-stages.ts';
import type { Stage } from './stage.ts';
import { stopSignal } from './stop-signal.ts';

/** Checks a day given on a command line. */
export function parseDay(text: string): Day {
  if (DaySchema.safeParse(text).success) return text;
  throw new InvalidArgumentError('expected a day as YYYY-MM-DD');
}

/**
 * Runs a stage's own command, `lookalikes-<stage> run | describe`, and sets the process's exit status.
 *
 * @param argv - as `process.argv`
 * @param others - what the stage's command can do besides
 * @example await stageCommand(scoring, process.argv);
 */
export async function stageCommand(
  stage: Stage,
  argv: readonly string[],
  others: readonly CommandUnknownOpts[] = [],
): Promise<void> {
  const program = new Command(`lookalikes-${stage.name}`).description(stage.doc).version(stage.version);
  program.exitOverride();
  program
    .command('run')
    .description('run this stage for one region and night, against what earlier stages left')
    .addOption(new Option('--region <region>', 'the region').choices(regions).makeOptionMandatory())
    .requiredOption('--date <day>', 'the run date: the stage sees what happened before it', parseDay)
    .option('--config <file>', 'the config file, or the folder that holds it')
    .addOption(
      new Option('--log <format>', 'how to log').choices(['plain', 'json', 'none'] as const).default('plain' as const),
    )
    .option('--json', 'print the record of the run as JSON')
    .option(
      '--force-unlock',
      'take the region over although another run holds it that may live: it publishes nothing more, but files it is delivering may be half replaced until this run has delivered them',
    )
    .action(async (options) => {
      const { config, root } = await loadConfig(options.config);
      using stop = stopSignal();
      const { record, error } = await runStages([{ stage, after: [] }], {
        region: options.region,
        runDate: options.date,
        config,
        root,
        log: createLog(options.log),
        signal: stop.signal,
        forceUnlock: options.forceUnlock,
      });
      const done = record.stages[0];
      if (options.json) process.stdout.write(`${JSON.stringify(record, undefined, 2)}\n`);
      else if (done) process.stdout.write(`${summary(done).join('\n')}\n`);
      // The record and the log have told the failure already; what is left is where a mistake is, and the exit status.
      if (error instanceof Error && !isForeseen(error)) process.stderr.write(`${messageOf(error)}\n`);
      if (error !== undefined) process.exitCode = stop.exitCode ?? exitCodeOf(error);
      else if (heldSegments(record).length > 0) process.exitCode = exitCodes.held;
    });
  program
    .command('describe')
    .description('print what this stage reads, writes and can be told')
    .option('--json', 'as JSON, the options as a JSON Schema')
    .action((options) => {
      const description = describeStage(stage);
      const text = options.json ? JSON.stringify(description, undefined, 2) : descriptionLines(stage).join('\n');
      process.stdout.write(`${text}\n`);
    });
  for (const other of others) program.addCommand(other.exitOverride());
  await runCommand(program, argv);
}

/** Parses and runs a command line; an error becomes one message on standard error and an exit status. */
export async function runCommand(
  program: { parseAsync(argv: readonly string[]): Promise<unknown> },
  argv: readonly string[],
): Promise<void> {
  try {
    await program.parseAsync(argv);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('commander.')) {
      process.exitCode = (error as { exitCode?: number }).exitCode === 0 ? exitCodes.done : exitCodes.usage;
      return;
    }
    process.stderr.write(`${error instanceof Error ? messageOf(error) : String(error)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}

/** An error as people read it: its message; for what nobody foresaw, the stack too. */
function messageOf(error: Error): string {
  return isForeseen(error) ? `error: ${error.message}` : (error.stack ?? error.message);
}

const isForeseen = (error: Error): boolean => 'code' in error;

/** What a stage did, for a person, one line each. */
export function summary(record: StageRecord): string[] {
  const byName = Map.groupBy(record.writes, ({ name }) => name);
  return [
    ...[...byName].map(([name, writes]) => {
      const rows = writes.reduce((sum, write) => sum + write.rows, 0);
      return `wrote ${name}: ${rows.toLocaleString('en')} rows${writes.length > 1 ? ` in ${writes.length} days` : ''}`;
    }),
    ...record.figures.map(
      ({ name, value, segment }) => `${segment === undefined ? '' : `${segment}: `}${name} ${String(value)}`,
    ),
    ...record.warnings.map(
      ({ message, segment }) => `warning: ${segment === undefined ? '' : `${segment}: `}${message}`,
    ),
    ...record.audits.map((result) => `audit ${result.name}: ${auditText(result)}`),
    `${record.stage} took ${record.seconds.toFixed(1)} s`,
  ];
}

function descriptionLines(stage: Stage): string[] {
  const { reads, writes } = describeStage(stage);
  const lines = (of: Readonly<Record<string, string>>) =>
    Object.entries(of).map(([name, text]) => `  ${name}: ${text}`);
  return [
    `${stage.name} ${stage.version}: ${stage.doc}`,
    'reads',
    ...lines(reads),
    'writes',
    ...lines(writes),
    `options, under stages.${stage.name} of the config`,
    ...optionLines(stage).map((line) => `  ${line}`),
  ];
}
