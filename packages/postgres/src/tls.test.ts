import { expect, test } from 'vitest';
import { tlsOf } from './tls.ts';

test('chain and name are verified; verify-ca leaves out the name only', () => {
  expect(tlsOf({ tls: 'verify-full', ca: 'pem' }, 'db')).toEqual({ rejectUnauthorized: true, ca: 'pem' });
  const named = tlsOf({ tls: 'verify-ca' }, 'db');
  expect(named).toMatchObject({ rejectUnauthorized: true, checkServerIdentity: expect.any(Function) });
});

test('there is none where it is turned off, or to a socket of this machine', () => {
  expect(tlsOf({ tls: 'disable' }, 'db')).toBe(false);
  expect(tlsOf({ tls: 'verify-full' }, '/var/run/postgresql')).toBe(false);
});
