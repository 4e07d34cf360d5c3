import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Contestant } from '../contestant.ts';
import type { DeliveryJob } from '../delivery/job.ts';
import { DeliveryAnswer, stageMemory } from '../delivery/job.ts';
import { packageVersion } from '../machine.ts';
import { cacheFolder } from '../places.ts';
import { answerOf, program } from '../process/child.ts';
import { measured } from '../process/gauge.ts';

/** The workload as the table names it. */
export const deliveryText = (isQuick: boolean): string =>
  `${isQuick ? '2 million lines, 200,000 through the stage,' : '20 million lines'} as Xandr takes them, one file, twenty by the stage, gzip level 6, parts of 8 MiB`;

/**
 * Files for the DSP in a real S3 server on the same machine, read back to compare: lines packed and streamed; and the sync stage
 * as a night runs it.
 */
export function deliveryContestants(isQuick: boolean): Contestant[] {
  const start = (told: DeliveryJob) => program(new URL('../../bin/ours-delivery.ts', import.meta.url), told);
  const lines = isQuick ? 2_000_000 : 20_000_000;
  const users = isQuick ? 200_000 : 20_000_000;
  return [
    {
      id: 's3',
      job: 'lines to S3',
      who: 'ours, gzip and multipart',
      ours: true,
      amount: lines,
      unit: 'lines/s',
      prepare: () => Promise.resolve(`store-s3 ${packageVersion('@lookalikes/store-s3')}, versitygw`),
      run: async (limits) => {
        const { value } = await measured(limits, (run) => run(start({ step: 'pack', lines, root: '' })));
        return answerOf('s3', value, DeliveryAnswer);
      },
    },
    {
      id: 'sync',
      job: 'audience to S3',
      who: `ours, the sync stage, DuckDB with ${stageMemory} in its process`,
      ours: true,
      amount: users,
      unit: 'lines/s',
      prepare: () =>
        Promise.resolve(
          `sync ${packageVersion('@lookalikes/sync')}, engine-duckdb ${packageVersion('@lookalikes/engine-duckdb')}`,
        ),
      run: async (limits) => {
        const root = mkdtempSync(join(cacheFolder('delivery'), 'night-'));
        const { value } = await measured(limits, async (run) => {
          await run(start({ step: 'give', lines: users, root }));
          return run(start({ step: 'sync', lines: users, root }));
        });
        return answerOf('sync', value, DeliveryAnswer);
      },
    },
  ];
}
