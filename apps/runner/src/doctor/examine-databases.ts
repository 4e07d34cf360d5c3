import { examineSource, MetadataOptions } from '@lookalikes/metadata';
import { examineSink, ReportingOptions } from '@lookalikes/reporting';
import type { CheckedConfig } from '@lookalikes/stage-kit';
import { createLog, stopSignal } from '@lookalikes/stage-kit';
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';

/** Connects to each database that the config names, and looks whether its user may do what a night does. Changes nothing. */
export async function examineDatabases({ stages }: CheckedConfig): Promise<Finding[]> {
  const { from, ...options } = MetadataOptions.parse(stages['metadata'] ?? {});
  const { sink } = ReportingOptions.parse(stages['reporting'] ?? {});
  using stop = stopSignal();
  const of = { signal: stop.signal, log: createLog('none') };
  const found: Finding[] = [];
  if (from) found.push(await finding("the platform's database", () => examineSource(from, { ...of, options })));
  if (sink.to !== 'files') found.push(await finding("the reports' database", () => examineSink(sink, of)));
  return found;
}
