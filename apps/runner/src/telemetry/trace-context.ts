import type { Context } from '@opentelemetry/api';
import { context, isSpanContextValid, trace } from '@opentelemetry/api';

const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * The span that whoever started this process says it belongs to, by TRACEPARENT
 * (https://www.w3.org/TR/trace-context/#traceparent-header); none where there is none, or it is none.
 */
export function contextFrom({ TRACEPARENT = '' }: NodeJS.ProcessEnv): Context {
  const [, traceId = '', spanId = '', flags = ''] = pattern.exec(TRACEPARENT) ?? [];
  const parent = { traceId, spanId, traceFlags: Number.parseInt(flags || '0', 16), isRemote: true };
  return isSpanContextValid(parent) ? trace.setSpanContext(context.active(), parent) : context.active();
}

/** What a process that is started now is to have in its environment, so that its spans belong to the current one. */
export function traceEnvironment(): { readonly TRACEPARENT?: string } {
  const current = trace.getSpanContext(context.active());
  if (!current || !isSpanContextValid(current)) return {};
  const { traceId, spanId, traceFlags } = current;
  return { TRACEPARENT: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}` };
}
