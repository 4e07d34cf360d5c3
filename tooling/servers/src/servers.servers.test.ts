import { readFile } from 'node:fs/promises';
import { postgresServer, s3Server } from '@lookalikes/stage-kit/testing';
import type { ClientConfig } from 'pg';
import { Client } from 'pg';
import { expect, test } from 'vitest';

const connect = async (config: ClientConfig): Promise<Client> => {
  const client = new Client(config);
  await client.connect();
  return client;
};

test('the S3 server answers, and lets nobody in without its credentials', async () => {
  const { endpoint, region } = s3Server();
  expect(region).toBe('us-east-1');
  const answer = await fetch(endpoint);
  expect(answer.status).toBe(403);
});

test('PostgreSQL answers in UTF-8 and UTC', async () => {
  const client = await connect(postgresServer());
  const { rows } = await client.query<object>(
    "SELECT current_setting('server_encoding') AS encoding, current_setting('TimeZone') AS zone, 'ä' || 1 AS text",
  );
  expect(rows).toEqual([{ encoding: 'UTF8', zone: 'UTC', text: 'ä1' }]);
  await client.end();
});

test('PostgreSQL proves who it is by TLS, and refuses a wrong password', async () => {
  const { caFile, ...server } = postgresServer();
  const ca = await readFile(caFile, 'utf8');
  const client = await connect({ ...server, host: 'localhost', ssl: { ca } });
  const { rows } = await client.query<object>('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
  expect(rows).toEqual([{ ssl: true }]);
  await client.end();
  await expect(connect({ ...server, ssl: true })).rejects.toThrow(/self-signed|unable to verify/);
  await expect(connect({ ...server, password: 'another' })).rejects.toMatchObject({ code: '28P01' });
});
