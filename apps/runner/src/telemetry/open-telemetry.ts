import type { Log } from '@lookalikes/stage-kit';

/** OpenTelemetry in this process. */
export interface OpenTelemetry {
  /** Sends what is not sent yet, as far as that can be done within a second and a half. Never throws. */
  end(): Promise<void>;
}

const endpoints = ['', 'TRACES_', 'METRICS_'].map((signal) => `OTEL_EXPORTER_OTLP_${signal}ENDPOINT`);

/** Whether the environment asks for traces and metrics, in OpenTelemetry's own variables. */
export const wantsOpenTelemetry = (env: NodeJS.ProcessEnv): boolean =>
  env['OTEL_SDK_DISABLED']?.toLowerCase() !== 'true' && endpoints.some((name) => env[name]);

/**
 * Sets OpenTelemetry up for this process, where its environment asks for that. Else nothing of it is loaded.
 *
 * @param log - is told, once, that nothing could be sent
 */
export async function startOpenTelemetry(
  log: Log,
  env: NodeJS.ProcessEnv = process.env,
): Promise<OpenTelemetry | undefined> {
  if (!wantsOpenTelemetry(env)) return undefined;
  const { startSdk } = await import('./sdk.ts');
  return startSdk(log);
}
