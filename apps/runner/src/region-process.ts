import { exitCodes, StoppedError, withFields } from '@lookalikes/stage-kit';
import { context } from '@opentelemetry/api';
import type { FromRegion, RegionRequest, ToRegion } from './night/messages.ts';
import { regionLog } from './night/region-log.ts';
import { notBegun, runRegionNights } from './night/region-night.ts';
import type { Prepared } from './prepare.ts';
import { prepare } from './prepare.ts';
import { stages } from './stages.ts';
import { startOpenTelemetry } from './telemetry/open-telemetry.ts';
import { contextFrom } from './telemetry/trace-context.ts';

// The process that runs one region, started by `runRegion`: told what to do by the command, and gone with it.

/** The command ends a process that does not stop; this is for one whose command is gone. */
const graceMs = 9_000;

const stopping = new AbortController();
const stop = (why: string): void => {
  if (!stopping.signal.aborted) setTimeout(() => process.exit(exitCodes.failed), graceMs).unref();
  stopping.abort(new StoppedError(why));
};
const stopBySignal = (signal: NodeJS.Signals): void => stop(`stopped by ${signal}`);
// A terminal sends its signal to the whole group. What it means is the command's to say; here it must only not kill.
process
  .on('SIGINT', stopBySignal)
  .on('SIGTERM', stopBySignal)
  .on('disconnect', () => stop('stopped with the command'));

const tell = (message: FromRegion): void => {
  process.send?.(message);
};

process.on('message', (message: ToRegion) => {
  if (message.kind === 'stop') stop(message.why);
  else void run(message.request).then(() => process.send?.({ kind: 'end' }, () => process.disconnect()));
});

async function run(request: RegionRequest): Promise<void> {
  let prepared: Prepared;
  try {
    prepared = await prepare(stages, request.config);
  } catch (error) {
    const [runDate = ''] = request.nights;
    tell({ kind: 'outcome', outcome: notBegun({ region: request.region, runDate }, error) });
    return;
  }
  const log = regionLog(request.log);
  const telemetry = await startOpenTelemetry(withFields(log, { region: request.region }));
  await context.with(contextFrom(process.env), () =>
    runRegionNights({ ...prepared, request, log, signal: stopping.signal, tell }),
  );
  await telemetry?.end();
}
