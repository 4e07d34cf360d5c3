import type { Attributes, Span } from '@opentelemetry/api';
import { metrics, SpanStatusCode, trace } from '@opentelemetry/api';

/** Spans and figures go by this name; they go nowhere unless the process has set OpenTelemetry up. */
const scope = '@lookalikes/stage-kit';

/** Begins a span that is no other's parent, for what goes on beside other things. */
export const beginSpan = (name: string, attributes: Attributes): Span =>
  trace.getTracer(scope).startSpan(name, { attributes });

/**
 * Does some work under a span of OpenTelemetry, which ends with it. Where the work fails, the span has the error's code and not
 * its message.
 *
 * @param of - the span's `name` and `attributes`; no parameter of SQL, no row value
 * @param work - is given the span, for what is known at the end
 * @example await spanned({ name: 'scoring', attributes: { 'lookalikes.region': 'amer' } }, () => runIt())
 */
export function spanned<T>(
  of: { readonly name: string; readonly attributes: Attributes },
  work: (span: Span) => Promise<T>,
): Promise<T> {
  return trace.getTracer(scope).startActiveSpan(of.name, { attributes: of.attributes }, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      failSpan(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Says in a span that its work failed: by the error's code, as a message may be long. */
export function failSpan(span: Span, error: unknown): void {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unexpected';
  span.setAttribute('error.type', code);
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}

/**
 * Counts something that was tried again, as `lookalikes.retries`.
 *
 * @param what - of whom it was asked, as in `databricks`; few different ones
 * @param times - how often
 */
export function countRetry(what: string, times = 1): void {
  const counter = metrics
    .getMeter(scope)
    .createCounter('lookalikes.retries', { unit: '{retry}', description: 'What was asked of a service once more.' });
  counter.add(times, { 'lookalikes.service': what });
}
