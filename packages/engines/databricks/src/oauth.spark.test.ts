import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failure, Passing } from './failure.ts';
import { accessToken } from './oauth.ts';

const folder = mkdtempSync(join(tmpdir(), 'lookalikes-oauth-'));
const file = (name: string): string => join(folder, name);
writeFileSync(
  file('names.cnf'),
  '[req]\ndistinguished_name = dn\nx509_extensions = ext\n[dn]\n[ext]\nsubjectAltName = DNS:localhost\n',
);
const keyPair = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2'.split(' ');
const names = ['-subj', '/CN=localhost', '-config', file('names.cnf')];
execFileSync('openssl', ['req', '-x509', ...keyPair, '-keyout', file('key.pem'), '-out', file('ca.pem'), ...names]);
const ca = [readFileSync(file('ca.pem'), 'utf8')];

let answer: { status: number; text: string };
const asked: { url: string | undefined; authorization: string | undefined; body: string }[] = [];
const server = createServer({ cert: ca[0], key: readFileSync(file('key.pem')) }, (request, response) => {
  let body = '';
  request.on('data', (part: Buffer) => (body += part.toString()));
  request.on('end', () => {
    asked.push({ url: request.url, authorization: request.headers.authorization, body });
    response.writeHead(answer.status).end(answer.text);
  });
});
beforeAll(() => new Promise<void>((resolve) => void server.listen(0, 'localhost', resolve)));
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const token = () =>
  accessToken({
    host: 'localhost',
    port: (server.address() as AddressInfo).port,
    ca,
    clientId: 'principal',
    clientSecret: 's3cret',
  });

test('a service principal gets a token of the workspace', async () => {
  answer = { status: 200, text: '{"access_token":"t0ken","token_type":"Bearer","expires_in":3600}' };
  expect(await token()).toBe('t0ken');
  expect(asked.at(-1)).toEqual({
    url: '/oidc/v1/token',
    authorization: `Basic ${Buffer.from('principal:s3cret').toString('base64')}`,
    body: 'grant_type=client_credentials&scope=all-apis',
  });
});

test.each([
  {
    what: 'a refusal',
    status: 401,
    text: '{"error":"invalid_client"}',
    says: /refuses the service principal principal \(401\)/,
  },
  { what: 'a page', status: 200, text: '<html>', says: /something else/ },
  { what: 'no token', status: 200, text: '{}', says: /something else/ },
])('$what is an error of ours, without the secret', async ({ status, text, says }) => {
  answer = { status, text };
  await expect(token()).rejects.toMatchObject({ code: 'auth', message: expect.stringMatching(says) });
  await expect(token()).rejects.not.toThrow(/s3cret/);
});

test('what may pass is tried again by who asked', async () => {
  answer = { status: 503, text: '' };
  const error = await token().catch((thrown: unknown) => thrown);
  expect(failure(error, 'open')).toBeInstanceOf(Passing);
});

test('a workspace that is not what its certificate says is not told the secret', async () => {
  const before = asked.length;
  const stranger = accessToken({
    host: 'localhost',
    port: (server.address() as AddressInfo).port,
    clientId: 'principal',
    clientSecret: 's3cret',
  });
  await expect(stranger).rejects.toThrow(/self.signed certificate/);
  expect(asked.length).toBe(before);
});
