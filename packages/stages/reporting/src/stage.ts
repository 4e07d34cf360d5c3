import { defineStage } from '@lookalikes/stage-kit';
import { queries, reads, writes } from './manifest.ts';
import { ReportingOptions } from './options.ts';
import { writeReportFiles } from './report-files.ts';
import { sendToDatabase } from './send.ts';

/**
 * reporting: what people look at in the morning.
 *
 * The weights of every model, the reach and the training set of every segment, as tables; these and the evaluations as TSV,
 * and in a database where the options name one.
 */
export const reporting = defineStage({
  at: import.meta.url,
  name: 'reporting',
  doc: 'Writes the reports of the night: token weights, reach, training sets and evaluations.',
  reads,
  writes,
  queries,
  options: ReportingOptions,
  async run(night) {
    await night.materialize('supa_models_collection');
    await night.materialize('segment_sizes');
    await night.materialize('training_set_sizes');
    // The kit audits once more and holds the night: until then nothing of it is where people look.
    if ((await night.query('audits/segment_missing.error')).length > 0) return;
    const { sink } = night.options;
    if (sink.to === 'files' || sink.files) await writeReportFiles(night);
    if (sink.to !== 'files') await sendToDatabase(night, sink);
  },
});
