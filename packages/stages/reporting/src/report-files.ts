import { fillKey } from '@lookalikes/stage-kit';
import type { ReportingNight } from './manifest.ts';
import { reports, rowsOf } from './reports.ts';
import { tsv } from './tsv.ts';

/** Puts the four reports into the object store as TSV, sorted by key. */
export async function writeReportFiles(night: ReportingNight): Promise<void> {
  const { options, region, runDate, store, signal } = night;
  for (const report of reports) {
    const key = fillKey(options.key, { region, run_date: runDate, report: report.name });
    night.progress(report.name);
    await store.putStream(key, tsv(report.columns, rowsOf(night, report)), { signal });
    night.figure(`${report.name}.tsv`, key);
  }
}
