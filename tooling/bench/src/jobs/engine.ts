import type { Contestant } from '../contestant.ts';
import type { EngineJob } from '../engine/job.ts';
import { EngineAnswer } from '../engine/job.ts';
import { packageVersion } from '../machine.ts';
import { cacheFolder } from '../places.ts';
import { answerOf, program } from '../process/child.ts';
import { measured } from '../process/gauge.ts';
import { median } from '../rows.ts';

/** Rows of two numbers out of the DuckDB engine as typed arrays, and into it. */
export function engineContestants(isQuick: boolean): Contestant[] {
  const rows = isQuick ? 500_000 : 10_000_000;
  const kinds = [
    { what: 'columns', job: 'engine to typed arrays' },
    { what: 'load', job: 'typed arrays to engine' },
  ] as const;
  return kinds.map(({ what, job }) => ({
    id: what,
    job,
    who: `ours, ${what} of two INTEGER columns`,
    ours: true,
    amount: rows,
    unit: 'rows/s',
    prepare: () =>
      Promise.resolve(
        `engine-duckdb ${packageVersion('@lookalikes/engine-duckdb')}, DuckDB ${packageVersion('@duckdb/node-api')}`,
      ),
    run: async (limits) => {
      const told: EngineJob = { folder: cacheFolder('engine'), rows, repeats: 3, what };
      const command = program(new URL('../../bin/ours-engine.ts', import.meta.url), told);
      const { peakBytes, value } = await measured(limits, (start) => start(command));
      return { seconds: median(answerOf(what, value, EngineAnswer).seconds) ?? 0, peakBytes };
    },
  }));
}
