import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { DatabricksOptions } from './options.ts';
import type { Environment } from './settings.ts';
import { settingsOf } from './settings.ts';

const root = await mkdtemp(join(tmpdir(), 'lookalikes-databricks-'));
afterAll(() => rm(root, { recursive: true }));
await writeFile(
  join(root, 'databrickscfg'),
  `; made by hand
[DEFAULT]
host  = https://default.cloud.databricks.com/
token = dapi-default

[night.prod]
host          = https://prod.cloud.databricks.com
warehouse_id  = abc123
client_id     = principal
client_secret = s3cret

[half]
host = half.cloud.databricks.com
http_path = /sql/1.0/warehouses/x
client_secret = s3cret
`,
);

const configFile = 'databrickscfg';
const settings = (options: DatabricksOptions, env: Environment = {}) =>
  settingsOf({ configFile, ...options }, root, env);
const whole = { host: 'h.cloud.databricks.com', httpPath: '/sql/1.0/warehouses/w', token: 'dapi-option' };

test('the options go before everything else', async () => {
  const env = { DATABRICKS_HOST: 'https://env', DATABRICKS_WAREHOUSE_ID: 'e', DATABRICKS_TOKEN: 'dapi-env' };
  expect(await settings(whole, env)).toEqual({
    host: 'h.cloud.databricks.com',
    port: 443,
    path: '/sql/1.0/warehouses/w',
    credentials: { kind: 'token', token: 'dapi-option' },
  });
});

test('the environment goes before the default profile, which fills in what it lacks', async () => {
  const env = { DATABRICKS_HOST: 'https://localhost:8443', DATABRICKS_WAREHOUSE_ID: 'e', DATABRICKS_TOKEN: '' };
  expect(await settings({}, env)).toEqual({
    host: 'localhost',
    port: 8443,
    path: '/sql/1.0/warehouses/e',
    credentials: { kind: 'token', token: 'dapi-default' },
  });
});

test.each<{ what: string; options: DatabricksOptions; env: Environment }>([
  { what: 'by the options', options: { profile: 'night.prod' }, env: { DATABRICKS_TOKEN: 'dapi-env' } },
  { what: 'by the environment', options: {}, env: { DATABRICKS_CONFIG_PROFILE: 'night.prod' } },
])('a profile is named $what', async ({ options, env }) => {
  expect(await settings(options, env)).toEqual({
    host: 'prod.cloud.databricks.com',
    port: 443,
    path: '/sql/1.0/warehouses/abc123',
    credentials: { kind: 'oauth', clientId: 'principal', clientSecret: 's3cret' },
  });
});

test('a service principal comes from the environment', async () => {
  const env = {
    DATABRICKS_HOST: 'h',
    DATABRICKS_HTTP_PATH: '/p',
    DATABRICKS_CLIENT_ID: 'id',
    DATABRICKS_CLIENT_SECRET: 'secret',
    DATABRICKS_CONFIG_FILE: 'databrickscfg',
  };
  const { credentials } = await settingsOf({}, root, env);
  expect(credentials).toEqual({ kind: 'oauth', clientId: 'id', clientSecret: 'secret' });
});

test.each<{ what: string; options: DatabricksOptions; env?: Environment; says: RegExp }>([
  {
    what: 'no host',
    options: { configFile: 'none' },
    says: /no host.*the option host; DATABRICKS_HOST in the environment; host in profile DEFAULT of .*none, which cannot be read/,
  },
  {
    what: 'no warehouse',
    options: { host: 'h' },
    says: /no warehouse.*DATABRICKS_WAREHOUSE_ID.*http_path or warehouse_id in profile DEFAULT/,
  },
  {
    what: 'no credentials',
    options: { host: 'h', warehouseId: 'w', configFile: 'none' },
    says: /no credentials.*the option token or clientId; DATABRICKS_TOKEN or DATABRICKS_CLIENT_ID in the environment/,
  },
  {
    what: 'half of the credentials',
    options: { profile: 'half' },
    says: /client_secret in profile half .*is there, client_id/,
  },
  {
    what: 'an id alone',
    options: { ...whole, token: undefined as never, clientId: 'i' },
    says: /clientId is there.*clientSecret is not/,
  },
  { what: 'two kinds', options: { ...whole, clientId: 'i', clientSecret: 's3cret' }, says: /two kinds of credentials/ },
  { what: 'no https', options: { ...whole, host: 'http://h' }, says: /'http:\/\/h'/ },
  {
    what: 'an unknown profile',
    options: { profile: 'nobody' },
    says: /profile nobody: .* only DEFAULT, night\.prod, half/,
  },
  { what: 'a profile without a file', options: { profile: 'a', configFile: 'none' }, says: /cannot read .*none/ },
])('$what is refused, without a secret in the message', async ({ options, env = {}, says }) => {
  const refused = settings(options, env);
  await expect(refused).rejects.toMatchObject({ name: 'DatabricksError', code: 'settings' });
  await expect(refused).rejects.toThrow(says);
  await expect(refused).rejects.not.toThrow(/s3cret|dapi/);
});
