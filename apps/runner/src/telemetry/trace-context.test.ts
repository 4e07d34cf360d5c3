import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contextFrom, traceEnvironment } from './trace-context.ts';

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => context.disable());

const header = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

it('takes up the trace of whoever started the process, and hands it on', () => {
  const of = contextFrom({ TRACEPARENT: header });
  expect(trace.getSpanContext(of)).toMatchObject({ spanId: 'b7ad6b7169203331', traceFlags: 1, isRemote: true });
  expect(context.with(of, traceEnvironment)).toEqual({ TRACEPARENT: header });
});

it.each([undefined, '', 'nonsense', `${header}-more`, `00-${'0'.repeat(32)}-b7ad6b7169203331-01`])(
  'takes up nothing from %j',
  (TRACEPARENT) => {
    const of = contextFrom({ TRACEPARENT });
    expect(trace.getSpanContext(of)).toBeUndefined();
    expect(context.with(of, traceEnvironment)).toEqual({});
  },
);
