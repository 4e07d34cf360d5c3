import { z } from 'zod';
import { expect, test } from 'vitest';
import { ConnectionOptions } from './options.ts';

test('verified TLS, limits and three attempts are the default', () => {
  expect(ConnectionOptions.parse({})).toEqual({
    tls: 'verify-full',
    connectSeconds: 10,
    lockSeconds: 120,
    statementSeconds: 1800,
    attempts: 3,
  });
});

const credentials = () => ({ user: 'reports', password: 'x' });

test('a function gives the credentials', () => {
  expect(ConnectionOptions.parse({ host: 'db', credentials })).toMatchObject({ host: 'db', credentials });
});

// A message quotes what lies at the path of its problem: there must be nothing there.
test.each([
  ['a connection string', 'postgres://reports:hunter2@db/reports', /Unrecognized key: "connectionString"/],
  ['a password', { password: 'hunter2' }, /Unrecognized key: "password"/],
  ['credentials as text', { credentials: 'hunter2' }, /a password does not belong in a config/],
  ['credentials as an object', { credentials: { password: 'hunter2' } }, /a password does not belong in a config/],
  ['a certificate that is a path', { ca: 'hunter2' }, /expected the text of a PEM file/],
])('%s is refused, and no problem points at the value', (_, given, message) => {
  const issues = ConnectionOptions.safeParse(given).error?.issues ?? [];
  expect(issues.map((issue) => issue.message).join('; ')).toMatch(message);
  for (const { path } of issues.filter(({ code }) => code !== 'unrecognized_keys')) {
    const found = path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown>)[key], given);
    expect(found).toBeUndefined();
  }
});

test('it has a JSON Schema, for what describes a stage', () => {
  const schema = z.toJSONSchema(z.strictObject({ database: ConnectionOptions }), { io: 'input' });
  expect(JSON.stringify(schema)).toContain('"statementSeconds"');
});
