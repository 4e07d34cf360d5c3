import { exitCodes, loadConfig } from '@lookalikes/stage-kit';
import type { Program } from '../arguments.ts';
import { configOption, parseNight } from '../arguments.ts';
import { print, printJson } from '../output.ts';
import { readLayout } from '../parity/layout.ts';
import { runParity } from '../parity/run-parity.ts';
import { parityText } from '../parity/text.ts';

/** A join of so many lines on either side fits into the 512 MB that parity has by default. */
const rowsAtOnce = 1_000_000;

interface ParityOptions {
  readonly legacy: string;
  readonly run: string;
  readonly layout?: string;
  readonly config?: string;
  readonly memory: string;
  readonly json?: boolean;
}

/** Adds `lookalikes parity`. */
export function addParity(program: Program): void {
  program
    .command('parity')
    .description(
      "hold a night against the legacy's outputs: ids, ranks, weights, sizes, lines; status 3 beyond a threshold",
    )
    .requiredOption('--legacy <uri>', "where the legacy's outputs lie: a folder, or s3://bucket/prefix")
    .requiredOption('--run <night>', 'the night, REGION/DATE')
    .option('--layout <file>', "JSON: where the legacy's files lie, their columns, what is good enough")
    .option('--memory <size>', 'what the comparison may hold in memory; the rest lies on the disk', '512MB')
    .addOption(configOption())
    .option('--json', 'print what was found as JSON')
    .action(async ({ legacy, run, layout, config: path, memory, json }: ParityOptions) => {
      const night = parseNight(run);
      const checked = readLayout(layout);
      const { config, root } = await loadConfig(path);
      const report = await runParity({ config, root, night, legacy, layout: checked, memory, rowsAtOnce });
      if (json) printJson(report);
      else print(parityText(report));
      if (report.breaches.length > 0) process.exitCode = exitCodes.held;
    });
}
