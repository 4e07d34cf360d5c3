import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Contestant } from '../contestant.ts';
import { packageVersion } from '../machine.ts';
import { cacheFolder } from '../places.ts';
import { answerOf, program } from '../process/child.ts';
import { measured } from '../process/gauge.ts';
import type { ReportingJob } from '../reporting/job.ts';
import { ReportingAnswer } from '../reporting/job.ts';

/** How many weights the reporting job sends. */
export const reportedWeights = (isQuick: boolean): number => (isQuick ? 50_000 : 10_000_000);

/** Token weights from published models in DuckDB to committed rows in a PostgreSQL on the same machine, the whole stage. */
export function reportingContestants(isQuick: boolean): Contestant[] {
  const amount = reportedWeights(isQuick);
  const segments = isQuick ? 10 : 100;
  const contestant = (id: string, who: string, again: boolean): Contestant => ({
    id,
    job: 'models to PostgreSQL',
    who,
    ours: !again,
    amount,
    unit: 'rows/s',
    prepare: () =>
      Promise.resolve(
        `reporting ${packageVersion('@lookalikes/reporting')}, engine-duckdb ${packageVersion('@lookalikes/engine-duckdb')}`,
      ),
    run: async (limits) => {
      const root = mkdtempSync(join(cacheFolder('reporting'), 'night-'));
      const step = (name: ReportingJob['step']) => {
        const told: ReportingJob = { step: name, root, segments, tokens: amount / segments, again };
        return program(new URL('../../bin/ours-reporting.ts', import.meta.url), told);
      };
      const { value } = await measured(limits, async (start) => {
        await start(step('give'));
        return start(step('report'));
      });
      return answerOf(id, value, ReportingAnswer);
    },
  });
  return [
    contestant('first', 'ours, into empty tables', false),
    contestant('again', 'ours, in place of the same rows', true),
  ];
}
