import type { Contestant } from '../contestant.ts';
import type { DeliveryJob } from '../delivery/job.ts';
import { DeliveryAnswer } from '../delivery/job.ts';
import { packageVersion } from '../machine.ts';
import { answerOf, program } from '../process/child.ts';
import { measured } from '../process/gauge.ts';

/** The workload as the table names it. */
export const deliveryText = (isQuick: boolean): string =>
  `${isQuick ? '2' : '20'} million lines as Xandr takes them, one file, gzip level 6, parts of 8 MiB`;

/** A file for the DSP, packed and streamed to a real S3 server on the same machine, and read back to compare. */
export function deliveryContestants(isQuick: boolean): Contestant[] {
  const lines = isQuick ? 2_000_000 : 20_000_000;
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
        const told: DeliveryJob = { lines };
        const command = program(new URL('../../bin/ours-delivery.ts', import.meta.url), told);
        const { value } = await measured(limits, (start) => start(command));
        return answerOf('s3', value, DeliveryAnswer);
      },
    },
  ];
}
