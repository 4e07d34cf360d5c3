import { keyTemplate } from '@lookalikes/stage-kit';
import { z } from 'zod';

/** What reporting can be told. */
export const ReportingOptions = z.strictObject({
  key: keyTemplate({ needed: ['region', 'report'], allowed: ['region', 'run_date', 'report'] })
    .default('lookalikes/{region}/{run_date}/reports/{report}.tsv')
    .describe(
      'Where a report lies in the object store, with {region}, {run_date}, {report}; {region} and {report} are needed.',
    ),
});

/** What reporting can be told, as config writes it. */
export type ReportingOptions = z.input<typeof ReportingOptions>;

declare module '@lookalikes/stage-kit' {
  interface StageOptions {
    readonly reporting?: ReportingOptions;
  }
}
