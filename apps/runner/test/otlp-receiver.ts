import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** A value of OTLP in JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
const Value = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.int(), z.string()]).optional(),
  doubleValue: z.number().optional(),
  boolValue: z.boolean().optional(),
});
const Attributes = z
  .array(z.object({ key: z.string(), value: Value }))
  .default([])
  .transform((all) => Object.fromEntries(all.map(({ key, value }) => [key, Object.values(value)[0]])));
const nanos = z.string().regex(/^\d+$/);

const Span = z.object({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z
    .string()
    .regex(/^([0-9a-f]{16})?$/)
    .optional(),
  name: z.string(),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes: Attributes,
  status: z.object({ code: z.int().optional(), message: z.string().optional() }),
});
const Resource = z.object({ attributes: Attributes });
const Traces = z.object({
  resourceSpans: z.array(z.object({ resource: Resource, scopeSpans: z.array(z.object({ spans: z.array(Span) })) })),
});

const Point = z.object({
  attributes: Attributes,
  asInt: z.union([z.int(), z.string()]).optional(),
  asDouble: z.number().optional(),
  sum: z.number().optional(),
});
const Points = z.object({ dataPoints: z.array(Point) });
const Metric = z.object({
  name: z.string(),
  unit: z.string(),
  sum: Points.optional(),
  gauge: Points.optional(),
  histogram: Points.optional(),
});
const Metrics = z.object({
  resourceMetrics: z.array(
    z.object({ resource: Resource, scopeMetrics: z.array(z.object({ metrics: z.array(Metric) })) }),
  ),
});

/** A span as it arrived. */
export type ReceivedSpan = z.output<typeof Span>;

/** What has arrived. */
interface Received {
  readonly spans: ReceivedSpan[];
  readonly metrics: z.output<typeof Metric>[];
  readonly resources: Readonly<Record<string, unknown>>[];
  /** All bodies, as they came. */
  readonly bodies: string[];
}

/** A receiver of OTLP over HTTP. */
export interface OtlpReceiver extends AsyncDisposable {
  readonly endpoint: string;
  readonly received: Received;
}

/** Starts a receiver of OTLP over HTTP, in JSON, on a free port. Each body has to be whole OTLP. */
export async function otlpReceiver(): Promise<OtlpReceiver> {
  const received: Received = { spans: [], metrics: [], resources: [], bodies: [] };
  const take = (url: string | undefined, body: string): void => {
    received.bodies.push(body);
    if (url === '/v1/traces') {
      for (const { resource, scopeSpans } of Traces.parse(JSON.parse(body)).resourceSpans) {
        received.resources.push(resource.attributes);
        received.spans.push(...scopeSpans.flatMap(({ spans }) => spans));
      }
    } else if (url === '/v1/metrics') {
      for (const { resource, scopeMetrics } of Metrics.parse(JSON.parse(body)).resourceMetrics) {
        received.resources.push(resource.attributes);
        received.metrics.push(...scopeMetrics.flatMap(({ metrics }) => metrics));
      }
    } else throw new Error(`nothing of OTLP is posted to ${url}`);
  };
  const server = createServer((request, response) => {
    void text(request)
      .then((body) => take(request.url, body))
      .then(
        () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
        (error: unknown) => response.writeHead(400).end(String(error)),
      );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
