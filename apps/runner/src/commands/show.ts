import { loadConfig } from '@lookalikes/stage-kit';
import type { Program } from '../arguments.ts';
import { configOption, parseNight } from '../arguments.ts';
import { readNight } from '../night/read-night.ts';
import { print, printJson } from '../output.ts';
import { nightText } from '../report/night-text.ts';

/** Adds `lookalikes show`. */
export function addShow(program: Program): void {
  program
    .command('show')
    .description('show everything that is on record of one night')
    .argument('<night>', 'REGION/DATE, or REGION/DATE#ATTEMPT; the newest attempt where left out')
    .addOption(configOption())
    .option('--json', "print the attempt's record and the per-segment table as JSON")
    .action(async (name: string, options: { config?: string; json?: boolean }) => {
      const night = parseNight(name);
      const { config, root } = await loadConfig(options.config);
      const report = await readNight(await config.store.open({ root }), night);
      if (options.json) printJson(report);
      else print(nightText(report));
    });
}
