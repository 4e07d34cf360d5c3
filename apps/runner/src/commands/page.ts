import type { Region } from '@lookalikes/schema';
import { Journal, loadConfig } from '@lookalikes/stage-kit';
import type { NightName, Program } from '../arguments.ts';
import { collectRegion, configOption, parseNight } from '../arguments.ts';
import { RunnerError } from '../error.ts';
import { print } from '../output.ts';
import { regionsOf } from '../regions-of.ts';
import { untilStopped } from './until-stopped.ts';

interface PageCommandOptions {
  readonly region?: readonly Region[];
  readonly config?: string;
}

/** Adds `lookalikes page`. */
export function addPage(program: Program): void {
  program
    .command('page')
    .description('write the page of a night anew, with what is published now, and the index of all nights')
    .argument('[night]', 'REGION/DATE; the newest night of each region where left out')
    .option('--region <region>', 'only this region, where no night is named; may be given again', collectRegion)
    .addOption(configOption())
    .action((name: string | undefined, options: PageCommandOptions) =>
      untilStopped(async (signal) => {
        const { rewritePage } = await import('../page/rewrite-page.ts');
        const loaded = await loadConfig(options.config);
        const nights = name === undefined ? await newestNights(loaded, options) : [parseNight(name)];
        for (const night of nights) {
          const { where, missing } = await rewritePage(loaded, night, signal);
          print([`page: ${where}`]);
          for (const what of missing) process.stderr.write(`warning: the page lacks ${what}\n`);
        }
      }),
    );
}

/** The newest night on record of each region. */
async function newestNights(
  loaded: Awaited<ReturnType<typeof loadConfig>>,
  options: PageCommandOptions,
): Promise<NightName[]> {
  const store = await loaded.config.store.open({ root: loaded.root });
  const nights: NightName[] = [];
  for (const region of regionsOf(options, loaded)) {
    const runDate = (await new Journal(store).all([region]))
      .map((record) => record.runDate)
      .toSorted()
      .at(-1);
    if (runDate !== undefined) nights.push({ region, runDate });
  }
  if (nights.length > 0) return nights;
  throw new RunnerError('usage', `no night is on record in ${store.name}; lookalikes run makes one`);
}
