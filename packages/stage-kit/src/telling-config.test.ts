import { files } from '@lookalikes/schema';
import { expect, test } from 'vitest';
import { checkConfig } from './config.ts';

const config = {
  engine: () => ({
    name: 'an engine',
    open: () => Promise.reject(new Error('not opened here')),
    compile: () => ({ sql: '', params: {} }),
  }),
  store: { name: 'a store', open: () => Promise.reject(new Error('not opened here')) },
  inputs: { events: files('events/{source}/{date}/*.parquet'), mapping: files('mapping/*.parquet') },
};
const check = (telling: unknown) => checkConfig({ ...config, telling }, 'c.ts').telling;

test('nobody hears from a night where the config does not say so', () => {
  expect(check(undefined)).toBeUndefined();
  expect(check({})).toEqual({ heartbeatSeconds: 60 });
});

test.each([
  { heartbeatSeconds: 5, webhook: { url: 'https://hooks.example.com/services/1' } },
  { heartbeatSeconds: 60, webhook: { urlFile: '/run/secrets/webhook' } },
  { heartbeatSeconds: 60, lineage: { to: 'https://marquez.example.com/api/v1/lineage', namespace: 'acme' } },
  {
    heartbeatSeconds: 60,
    lineage: { to: 'lineage/{region}/{run_date}/{attempt}.ndjson', namespace: 'lookalikes', apiKeyFile: 'key' },
  },
])('takes %j', (telling) => {
  expect(check(telling)).toEqual(telling);
});

test.each([
  [{ heartbeatSeconds: 0 }, 'telling.heartbeatSeconds: found 0; '],
  [{ webhok: 1 }, "telling.webhok: no such key; did you mean 'webhook'?"],
  [{ lineage: { to: 'lineage/{region}.ndjson' } }, 'expected {run_date} and {attempt} in it'],
  [{ lineage: { to: 'lineage/{region}/{day}' } }, '{day} is none of {region}, {run_date}, {attempt}'],
  [{ lineage: { to: 'https://' } }, 'is no URL'],
  [{ lineage: { to: 7 } }, 'expected a URL, or a key as in'],
])('refuses %j', (telling, why) => {
  expect(() => check(telling)).toThrow(why);
});

test.each([
  [
    { webhook: { url: 'ftp://example.com/s3cr3t' } },
    'telling.webhook.url: found what is not shown here; expected an http',
  ],
  [{ webhook: 'https://example.com/s3cr3t' }, 'telling.webhook: found what is not shown here; expected { url }'],
  [{ lineage: 'https://example.com/s3cr3t' }, 'telling.lineage: found what is not shown here'],
  ['https://example.com/s3cr3t', 'telling: found what is not shown here; expected who hears from a night'],
])('does not show what may be a secret: %#', (telling, why) => {
  const refused = () => check(telling);
  expect(refused).toThrow(why);
  expect(refused).not.toThrow('s3cr3t');
});
