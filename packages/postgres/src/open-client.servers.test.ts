import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { doIn, listening, server } from '../test/server.ts';
import type { Session } from './session.ts';

const select = (session: Session) => session.run('SELECT 1');

test('a certificate of an authority that is not trusted is refused, and so is one for another host', async () => {
  await expect(doIn(select, { given: { ca: undefined } })).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY.*Give the authority.* in ca/s),
  });
  const other = readFileSync(new URL('../test/other-ca.pem', import.meta.url), 'utf8');
  await expect(doIn(select, { given: { ca: other } })).rejects.toMatchObject({ code: 'refused' });
  // The same server under an address that its certificate is not for.
  const proxy = createServer((from) => {
    const onward = connect(server.port, '127.0.0.1');
    from.pipe(onward).pipe(from);
    for (const socket of [from, onward]) socket.on('error', () => [from, onward].map((each) => each.destroy()));
  });
  await once(proxy.listen(server.port, '127.0.0.2'), 'listening');
  onTestFinished(() => void proxy.close());
  await expect(doIn(select, { given: { host: '127.0.0.2' } })).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringMatching(/ERR_TLS_CERT_ALTNAME_INVALID/),
  });
  await expect(doIn(select, { given: { host: '127.0.0.2', tls: 'verify-ca' } })).resolves.toBeDefined();
  await expect(doIn(select, { given: { host: '127.0.0.2', tls: 'verify-ca', ca: other } })).rejects.toMatchObject({
    code: 'refused',
  });
  const plain = (session: Session) => session.run('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
  expect((await doIn(plain, { given: { tls: 'disable' } })).rows).toEqual([['false']]);
});

test('credentials that do not fit, or cannot be had, are refused without being told', async () => {
  const wrong = await doIn(select, {
    given: { credentials: () => ({ user: server.user, password: 'hunter2' }) },
  }).catch(String);
  expect(wrong).toMatch(/SQLSTATE 28P01.*Credentials come from/s);
  expect(wrong).not.toContain('hunter2');
  const failing = () => {
    throw new Error('hunter2');
  };
  const none = await doIn(select, { given: { credentials: failing } }).catch(String);
  expect(none).toBe('PostgresError: The function credentials of the connection failed; see that it gives them.');
  await expect(doIn(select, { given: { credentials: undefined } })).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringMatching(/asks for a password/),
  });
});

test('a server that is not there is tried again, and then told; an abort ends the waiting', async () => {
  const { said, log } = listening();
  await expect(doIn(select, { given: { port: 1, attempts: 2 }, log })).rejects.toMatchObject({
    code: 'not-ready',
    message: expect.stringMatching(/^connecting at localhost:1\/postgres: .*ECONNREFUSED/),
  });
  expect(said).toHaveLength(1);
  const stop = new AbortController();
  const stopping = { ...log, warn: () => stop.abort(new RangeError('enough')) };
  await expect(doIn(select, { given: { port: 1, attempts: 10 }, log: stopping, signal: stop.signal })).rejects.toThrow(
    'enough',
  );
});
