import type { Region } from '@lookalikes/schema';
import type { LogFormat, Swept } from '@lookalikes/stage-kit';
import { createLog, exitCodes, stopSignal, sweep } from '@lookalikes/stage-kit';
import type { Program } from '../arguments.ts';
import { collectRegion, configOption } from '../arguments.ts';
import { print, printJson } from '../output.ts';
import { prepare } from '../prepare.ts';
import { regionsOf } from '../regions-of.ts';
import { count } from '../report/format.ts';
import { stages } from '../stages.ts';
import { forceUnlockOption, logOption } from './telling.ts';

/** Adds `lookalikes gc`. */
export function addGc(program: Program): void {
  program
    .command('gc')
    .description('remove what no night needs: unpublished rows, partitions past their retention, orphaned objects')
    .option('--dry-run', 'say what would go, and remove nothing')
    .option('--region <region>', 'only this region; may be given again', collectRegion)
    .addOption(configOption())
    .addOption(forceUnlockOption())
    .addOption(logOption())
    .option('--json', 'print what went as JSON')
    .action(async (options: GcCommandOptions) => {
      process.exitCode = await gc(options);
    });
}

interface GcCommandOptions {
  readonly dryRun?: boolean;
  readonly region?: readonly Region[];
  readonly config?: string;
  readonly forceUnlock?: boolean;
  readonly log?: LogFormat;
  readonly json?: boolean;
}

/** One region after the other; the first that cannot be swept ends it. */
async function gc({
  dryRun = false,
  forceUnlock,
  log: format = 'plain',
  ...options
}: GcCommandOptions): Promise<number> {
  const { config, root, file } = await prepare(stages, options.config);
  const log = createLog(format);
  using stop = stopSignal();
  const all: Swept[] = [];
  try {
    for (const region of regionsOf(options, { config, file })) {
      stop.signal.throwIfAborted();
      all.push(await sweep({ region, config, root, stages, dryRun, log, forceUnlock, signal: stop.signal }));
    }
  } catch (error) {
    if (stop.exitCode === undefined) throw error;
    process.stderr.write('stopped; the same command goes on\n');
    return stop.exitCode;
  }
  if (options.json) printJson(all);
  else print(all.flatMap((swept) => sweptText(swept, dryRun)));
  return exitCodes.done;
}

function sweptText({ region, writes, entries, objects, journals, resumable }: Swept, dryRun: boolean): string[] {
  const whys = Map.groupBy(writes, ({ why }) => why);
  const lines = [...whys].map(([why, of]) => {
    const tables = [...Map.groupBy(of, ({ table }) => table)].map(([table, some]) => `${table} ${count(some.length)}`);
    return `  ${count(of.length)} ${why} writes: ${tables.toSorted().join(', ')}`;
  });
  const others = [
    [entries.length, 'ledger entries'],
    [objects.length, 'orphaned objects'],
    [journals.length, 'objects of journals of nights that are over'],
  ] as const;
  return [
    `${region}: ${dryRun ? 'would remove' : 'removed'}`,
    ...lines,
    ...others.flatMap(([number, what]) => (number === 0 ? [] : [`  ${count(number)} ${what}`])),
    ...(lines.length + entries.length + objects.length + journals.length === 0 ? ['  nothing'] : []),
    ...resumable.map((run) => `  kept what ${run} has written: it can be resumed`),
  ];
}
