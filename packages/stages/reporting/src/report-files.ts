import { fillKey } from '@lookalikes/stage-kit';
import type { ReportingNight } from './manifest.ts';
import { queries } from './manifest.ts';
import type { TsvRow } from './tsv.ts';
import { tsv } from './tsv.ts';

/** Puts the four reports into the object store as TSV, sorted by key. */
export async function writeReportFiles(night: ReportingNight): Promise<void> {
  await put(night, 'supa_models_collection', tsv(queries.weight_lines, weightRows(night)));
  await put(night, 'segment_sizes', tsv(queries.segment_size_lines, await night.query('segment_size_lines')));
  await put(
    night,
    'training_set_sizes',
    tsv(queries.training_set_size_lines, await night.query('training_set_size_lines')),
  );
  await put(night, 'evaluations', tsv(queries.evaluation_lines, await night.query('evaluation_lines')));
}

async function put(night: ReportingNight, report: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const { options, region, runDate, store, signal } = night;
  const key = fillKey(options.key, { region, run_date: runDate, report });
  night.progress(report);
  await store.putStream(key, pieces, { signal });
  night.figure(`${report}.tsv`, key);
}

/** The weights are many: they are streamed, not held. */
async function* weightRows(night: ReportingNight): AsyncGenerator<TsvRow> {
  for await (const { rows, columns } of night.columns('weight_lines')) {
    for (let row = 0; row < rows; row++) {
      yield Object.fromEntries(Object.entries(columns).map(([name, data]) => [name, data[row] ?? null]));
    }
  }
}
