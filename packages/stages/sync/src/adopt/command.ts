import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { Command, Option } from '@commander-js/extra-typings';
import { regions } from '@lookalikes/schema';
import { createLog, exitCodeOf, loadConfig, parseDay, runStages, stopSignal, summary } from '@lookalikes/stage-kit';
import { adoption } from '../adopt.ts';
import { layoutOf, presetNames } from '../layout.ts';
import { columnsOf } from '../validate/command.ts';

/** Makes `adopt` of `lookalikes-sync`: takes over what somebody else delivered, before `sync` of a night. */
export const adoptCommand = (): CommandUnknownOpts =>
  new Command('adopt')
    .description('take over what the legacy delivered last, so that the night removes whom it does not want')
    .addOption(new Option('--region <region>', 'the region').choices(regions).makeOptionMandatory())
    .requiredOption('--date <day>', 'the run date of the first night that is delivered in its place', parseDay)
    .requiredOption('--from <prefix>', "where its gzipped segment files lie, as the config's store knows it")
    .addOption(new Option('--preset <name>', 'their layout').choices(presetNames).default('legacy' as const))
    .option('--columns <names>', 'the columns in order, with commas between, where they are not those of the preset')
    .option('--header', 'the first line names the columns')
    .option('--config <file>', 'the config file, or the folder that holds it')
    .action(async ({ region, date, from, preset, columns, header, config: path }) => {
      const layout = layoutOf({ preset, columns: columnsOf(columns), header });
      const { config, root } = await loadConfig(path);
      const stages = { ...config.stages, 'sync-adopt': config.stages['sync'] ?? {} };
      using stop = stopSignal();
      const { record, error } = await runStages([{ stage: adoption({ from, layout }), after: [] }], {
        region,
        runDate: date,
        config: { ...config, stages },
        root,
        log: createLog('plain'),
        signal: stop.signal,
      });
      // The log has told of a failure already.
      if (error !== undefined) process.exitCode = stop.exitCode ?? exitCodeOf(error);
      else process.stdout.write(`${record.stages.flatMap(summary).join('\n')}\n`);
    });
