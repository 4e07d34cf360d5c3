import { DatabaseError } from 'pg';
import { expect, test } from 'vitest';
import { failure } from './failure.ts';

function answer(code: string, fields: Partial<DatabaseError> = {}): DatabaseError {
  const error = new DatabaseError(fields.message ?? 'words of the server', 0, 'error');
  return Object.assign(error, { severity: 'ERROR', code, ...fields });
}

const told = (error: unknown, connecting = false) => failure(error, { place: 'db:5432/x', step: 'COPY', connecting });

test.each([
  ['40001', 'conflict'],
  ['40P01', 'conflict'],
  ['55P03', 'timeout'],
  ['57014', 'timeout'],
  ['57P01', 'lost'],
  ['42501', 'refused'],
  ['23505', 'data'],
  ['P0001', 'data'],
  ['42P01', 'statement'],
])('SQLSTATE %s is %s', (state, code) => {
  const error = told(answer(state));
  expect(error).toMatchObject({ code, sqlState: state });
  expect(error.message).toMatch(code === 'data' ? /^COPY at db:5432\/x: \(SQLSTATE/ : /words of the server \(SQLSTATE/);
});

test.each([
  ['57P03', 'not-ready'],
  ['53300', 'not-ready'],
  ['28P01', 'refused'],
  ['3D000', 'statement'],
])('SQLSTATE %s while connecting is %s', (state, code) => {
  expect(told(answer(state), true).code).toBe(code);
});

test("Redshift's serializable isolation violation is a conflict", () => {
  const message = '1023 DETAIL: Serializable isolation violation on table - 102';
  expect(told(answer('XX000', { message })).code).toBe('conflict');
});

test('what quotes a row is left out, in the cause too; names and the line are not', () => {
  const error = told(
    answer('22P02', {
      message: 'invalid input syntax for type integer: "u-17"',
      detail: 'u-17',
      where: 'COPY t, line 12, column reach: "u-17"',
      table: 't',
      column: 'reach',
    }),
  );
  expect(error.message).toMatch(/\(SQLSTATE 22P02, table t, column reach, line 12\)/);
  expect(JSON.stringify([error.message, String(error.cause), { ...(error.cause as object) }])).not.toContain('u-17');
});

test('a host with several addresses that all refuse is told with what each said', () => {
  const refusals = ['::1', '127.0.0.1'].map((host) => Object.assign(new Error(`connect ${host}`), { code: 'EFAIL' }));
  const error = told(new AggregateError(refusals), true);
  expect(error).toMatchObject({ code: 'not-ready', message: expect.stringMatching(/::1 \(EFAIL\), connect 127/) });
});

test('its own error stays as it is', () => {
  const error = told(new Error('x'));
  expect(told(error)).toBe(error);
});

test('what is no error is told too', () => {
  expect(told('gone').message).toMatch(/: gone\. /);
});
