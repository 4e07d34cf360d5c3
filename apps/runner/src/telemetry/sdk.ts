import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@lookalikes/stage-kit';
import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { version } from '../version.ts';
import type { OpenTelemetry } from './open-telemetry.ts';

/** How long an export may take: whoever does not answer so fast is not waited for. */
const exportMs = 1_000;
/** How long the end may take in all. */
const endMs = 1_500;

/** What an exporter of either kind is told how an export ended by. */
type Done = (result: { readonly code: number; readonly error?: Error }) => void;

/**
 * Sets up traces and metrics that go out by OTLP over HTTP, in JSON, to where the environment says.
 *
 * @param log - is told, once, that something could not be sent
 */
export function startSdk(log: Log): OpenTelemetry {
  const note = noteOnce(log);
  const resource = resourceFromAttributes({ 'service.name': 'lookalikes', 'service.version': version }).merge(
    detectResources({ detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] }),
  );
  const spans = noting(new OTLPTraceExporter({ timeoutMillis: exportMs }), note);
  const figures = noting(new OTLPMetricExporter({ timeoutMillis: exportMs }), note);
  const tracers = new TracerProvider({ resource, spanProcessors: [new BatchSpanProcessor({ exporter: spans })] });
  const meters = new MeterProvider({ resource, readers: [new PeriodicExportingMetricReader({ exporter: figures })] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(tracers);
  metrics.setGlobalMeterProvider(meters);
  return {
    async end() {
      const sent = Promise.all([tracers.shutdown(), meters.shutdown()]).then(() => undefined, note);
      const waited = new AbortController();
      const late = sleep(endMs, 'late' as const, { signal: waited.signal, ref: false }).catch(() => undefined);
      const first = await Promise.race([sent, late]);
      waited.abort();
      if (first === 'late') note(new Error('no answer in time'));
    },
  };
}

/** An exporter whose failures are noted, too: the SDK keeps them to itself. */
function noting<Items, E extends { export(items: Items, done: Done): void }>(
  exporter: E,
  note: (error: unknown) => void,
): E {
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) =>
    send(items, (result) => {
      if (result.code !== 0) note(result.error);
      done(result);
    });
  return exporter;
}

/** Says once that something could not be sent: by its code, as a message may name what is secret. */
function noteOnce(log: Log): (error: unknown) => void {
  let told = false;
  return (error) => {
    if (told) return;
    told = true;
    const { code = 'no answer' } = (error ?? {}) as { code?: string | number };
    log.warn(
      { code: 'telemetry-not-sent', error: String(code) },
      `traces and metrics could not be sent (${code}); the night goes on without. Look at OTEL_EXPORTER_OTLP_ENDPOINT and what listens there.`,
    );
  };
}
