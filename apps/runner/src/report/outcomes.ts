import { styleText } from 'node:util';
import type { ObjectStore, RunRecord } from '@lookalikes/stage-kit';
import { outcomeText } from '../display/lines.ts';
import type { NightOutcome } from '../night/outcome.ts';
import type { NightReport } from '../night/read-night.ts';
import { readNight } from '../night/read-night.ts';
import { pagePlaces, places } from './places.ts';
import { segmentTable } from './segment-table.ts';
import { seconds } from './format.ts';

/** How nights came out, for programs: each with its record, where it has one. */
export async function outcomesJson(
  store: ObjectStore,
  outcomes: readonly NightOutcome[],
): Promise<(NightOutcome & { readonly record?: RunRecord })[]> {
  return Promise.all(
    outcomes.map(async (outcome) => {
      const record = await reportOf(store, outcome);
      return record ? { ...outcome, record } : outcome;
    }),
  );
}

/** How nights came out, for a person: a table of its segments a night, and where its files are. */
export async function outcomesText(store: ObjectStore, outcomes: readonly NightOutcome[]): Promise<string[]> {
  const sections = await Promise.all(
    outcomes.map(async (outcome) => {
      const night = await reportOf(store, outcome);
      const name = styleText('bold', `${outcome.region}/${outcome.runDate}`);
      const took = outcome.status === 'done' && night?.seconds !== undefined ? ` in ${seconds(night.seconds)}` : '';
      const head = `${name} ${outcomeText(outcome)}${took}`;
      if (!night) return [head, ''];
      if (outcome.status !== 'done' && outcome.status !== 'already')
        return [head, `lookalikes show ${night.run} shows what it did before`, ...pagePlaces(store, night), ''];
      return [head, ...segmentTable(night.segments), ...places(store, night), ''];
    }),
  );
  return sections.flat().slice(0, -1);
}

async function reportOf(store: ObjectStore, outcome: NightOutcome): Promise<NightReport | undefined> {
  const { region, runDate, attempt } = outcome;
  return attempt === undefined ? undefined : readNight(store, { region, runDate, attempt });
}
