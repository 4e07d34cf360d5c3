import type { ObjectStore } from '@lookalikes/stage-kit';
import { loadConfig } from '@lookalikes/stage-kit';
import type { NightName, Program } from '../arguments.ts';
import { configOption, parseNight } from '../arguments.ts';
import { explainSegment } from '../changes/explain-segment.ts';
import { segmentText, userText } from '../changes/explain-text.ts';
import { explainUser } from '../changes/explain-user.ts';
import { nightsOf } from '../changes/night-data.ts';
import { withEngine } from '../changes/with-engine.ts';
import { RunnerError } from '../error.ts';
import { findSegment } from '../night/find-segment.ts';
import { print, printJson } from '../output.ts';
import { regionsOf } from '../regions-of.ts';
import { untilStopped } from './until-stopped.ts';

interface ExplainOptions {
  readonly night?: string;
  readonly user?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/** Adds `lookalikes explain`. */
export function addExplain(program: Program): void {
  program
    .command('explain')
    .description('say what the audience of a segment was chosen by; of a user, why he is in it or is not')
    .argument('<segment>', 'the id of the segment')
    .option('--night <night>', 'REGION/DATE; the newest night that has audiences where left out')
    .option('--user <id>', 'a user, by his person id: his tokens, and what each adds to his score')
    .addOption(configOption())
    .option('--json', 'print it as JSON')
    .action((segment: string, options: ExplainOptions) =>
      untilStopped(async (signal) => {
        const loaded = await loadConfig(options.config);
        const store = await loaded.config.store.open({ root: loaded.root });
        const { region, runDate: night } = options.night
          ? parseNight(options.night)
          : await newestNight(store, segment, options);
        regionsOf({ region: [region] }, loaded);
        const asked = { store, region, night, segment, signal };
        const { user, json } = options;
        const lines = await withEngine(loaded, region, async (engine) => {
          if (user === undefined) {
            const explained = await explainSegment({ ...asked, engine });
            return json ? explained : segmentText(explained);
          }
          const explained = await explainUser({ ...asked, engine, user, inputs: loaded.config.inputs });
          return json ? explained : userText(explained);
        });
        if (Array.isArray(lines)) print(lines);
        else printJson(lines);
      }),
    );
}

/** The newest night with audiences of the region that has the segment. */
async function newestNight(
  store: ObjectStore,
  segment: string,
  options: ExplainOptions,
): Promise<Pick<NightName, 'region' | 'runDate'>> {
  const { nights } = await findSegment(segment, options.config === undefined ? {} : { config: options.config });
  const [found, other] = nights;
  if (found && !other) {
    const runDate = (await nightsOf(store, found.region)).at(-1) ?? found.runDate;
    return { region: found.region, runDate };
  }
  const names = nights.map(({ region, runDate }) => `--night ${region}/${runDate}`);
  throw new RunnerError('usage', `segment ${segment} is in several regions; say which: ${names.join(', or ')}`);
}
