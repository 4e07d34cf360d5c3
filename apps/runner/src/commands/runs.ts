import type { Region } from '@lookalikes/schema';
import type { RunRecord } from '@lookalikes/stage-kit';
import { Journal, loadConfig } from '@lookalikes/stage-kit';
import type { Program } from '../arguments.ts';
import { collectRegion, configOption } from '../arguments.ts';
import { print, printJson } from '../output.ts';
import { statusText } from '../report/night-text.ts';
import { table } from '../report/table.ts';

/** Adds `lookalikes runs`. */
export function addRuns(program: Program): void {
  program
    .command('runs')
    .description('list the nights on record')
    .option('--region <region>', 'only this region; may be given again', collectRegion)
    .addOption(configOption())
    .option('--json', "print the attempts' records as JSON")
    .action(async (options: { region?: Region[]; config?: string; json?: boolean }) => {
      const { config, root } = await loadConfig(options.config);
      const store = await config.store.open({ root });
      const records = await new Journal(store).all(options.region);
      if (options.json) printJson(records);
      else if (records.length === 0) print([`no night is on record in ${store.name}; lookalikes run makes one`]);
      else print([runsTable(records)]);
    });
}

function runsTable(records: readonly RunRecord[]): string {
  const columns = [{ title: 'night' }, { title: 'started' }, { title: 'stages', right: true }, { title: 'status' }];
  return table(
    columns,
    records.map((record) => [
      record.run,
      record.startedAt.slice(0, 19).replace('T', ' '),
      `${record.stages.length}/${record.asked.length}`,
      statusText(record),
    ]),
  );
}
