import type { Region } from '@lookalikes/schema';
import type { LoadedConfig } from '@lookalikes/stage-kit';
import { loadConfig } from '@lookalikes/stage-kit';
import type { NightName, Program } from '../arguments.ts';
import { collectRegion, configOption, parseNight } from '../arguments.ts';
import { changesBetween } from '../changes/changes-between.ts';
import type { RegionChanges } from '../changes/diff-text.ts';
import { diffText, segmentDiffText } from '../changes/diff-text.ts';
import { whichNights } from '../changes/which-nights.ts';
import { withEngine } from '../changes/with-engine.ts';
import { findSegment } from '../night/find-segment.ts';
import { print, printJson } from '../output.ts';
import { regionsOf } from '../regions-of.ts';
import { untilStopped } from './until-stopped.ts';

interface DiffOptions {
  readonly segment?: string;
  readonly region?: readonly Region[];
  readonly config?: string;
  readonly json?: boolean;
}

/** Adds `lookalikes diff`. */
export function addDiff(program: Program): void {
  program
    .command('diff')
    .description('say why audiences changed from one night to another: who joined and who left, by cause')
    .argument('[night]', 'REGION/DATE; the newest night of each region where left out')
    .argument('[with]', 'a later night of the same region; without it, the first is compared with the night before it')
    .option('--segment <id>', 'only this segment, with what each cause did and the tokens whose weights changed most')
    .option('--region <region>', 'only this region, where no night is named; may be given again', collectRegion)
    .addOption(configOption())
    .option('--json', 'print it as JSON')
    .action((first: string | undefined, second: string | undefined, options: DiffOptions) =>
      untilStopped(async (signal) => {
        const named = [first, second].filter((name) => name !== undefined).map(parseNight);
        const all = await diff(named, options, signal);
        if (options.json) printJson(all);
        else print([all.map((of) => diffLines(of, options).join('\n')).join('\n\n')]);
      }),
    );
}

const diffLines = (of: RegionChanges, { segment }: DiffOptions): string[] => [
  ...diffText(of),
  ...(segment === undefined ? [] : segmentDiffText(of)),
];

async function diff(named: readonly NightName[], options: DiffOptions, signal: AbortSignal): Promise<RegionChanges[]> {
  const { segment } = options;
  const loaded = await loadConfig(options.config);
  const store = await loaded.config.store.open({ root: loaded.root });
  const all: RegionChanges[] = [];
  for (const region of await regionsToCompare(named, options, loaded)) {
    const nights = await whichNights(store, region, named);
    const of = { ...nights, store, signal, ...(segment === undefined ? {} : { segments: [segment] }) };
    all.push({
      ...nights,
      segments: await withEngine(loaded, region, (engine) => changesBetween({ ...of, engine })),
    });
  }
  return all;
}

/** The region of the nights that are named; else those that know the segment; else all of them. */
async function regionsToCompare(
  [named]: readonly NightName[],
  options: DiffOptions,
  loaded: LoadedConfig,
): Promise<readonly Region[]> {
  if (named) return regionsOf({ region: [named.region] }, loaded);
  if (options.segment === undefined) return regionsOf(options, loaded);
  const { nights } = await findSegment(options.segment, options);
  return nights.map(({ region }) => region);
}
