import { expect, test } from 'vitest';
import { Unanswered } from './bounded.ts';
import { DatabricksError } from './error.ts';
import { failure, Passing } from './failure.ts';

const response = (status: number, after?: string) =>
  Object.assign(new Error(`Received a response with a bad HTTP status code: ${status}`), {
    statusCode: status,
    response: { headers: { get: () => after ?? null } },
  });
const service = (text: string) =>
  Object.assign(new Error(text), { response: { errorMessage: text }, errorCode: 'ERROR' });
const query = (condition: string, words: string) =>
  service(
    `org.apache.hive.service.cli.HiveSQLException: Error running query: [${condition}] org.apache.spark.SparkException: [${condition}] ${words} SQLSTATE: 22018\n== SQL (line 1) ==\nSELECT 'u-secret'`,
  );

test.each([
  { what: '429', error: response(429, '7'), retryAfter: 7 },
  { what: '503', error: response(503), retryAfter: 0 },
  { what: 'a date in Retry-After', error: response(503, 'Mon, 23 Nov 2026 10:00:00 GMT'), retryAfter: 0 },
  { what: 'a reset', error: Object.assign(new Error('read ECONNRESET'), { type: 'system', code: 'ECONNRESET' }) },
  { what: 'a cut body', error: Object.assign(new Error('Premature close'), { type: 'body-timeout' }) },
  { what: 'a time-out', error: new Error('Request timed out') },
  {
    what: 'retries of the driver used up',
    error: new Error('Hive driver: 503 when connecting. Max retry count exceeded.'),
  },
  { what: 'no answer', error: new Unanswered(3) },
  { what: 'a conflict', error: service('[DELTA_CONCURRENT_APPEND] Files were added') },
])('$what may pass', ({ error, retryAfter = 0 }) => {
  expect(failure(error, 'a.sql')).toBeInstanceOf(Passing);
  expect(failure(error, 'a.sql')).toMatchObject({ retryAfter, sessionLost: false });
});

test.each(['Invalid SessionHandle: SessionHandle [1]', 'Invalid OperationHandle: 2', 'Session 01ef does not exist'])(
  '%s says that the session is gone',
  (message) => {
    // The driver's StatusError is no Error.
    expect(failure({ name: 'Status Error', message, code: -1 }, 'a.sql')).toMatchObject({ sessionLost: true });
  },
);

test.each([
  { what: '403', error: response(403), code: 'auth', says: /403/ },
  { what: '404', error: response(404), code: 'settings', says: /404/ },
  {
    what: 'an unknown authority',
    error: Object.assign(new Error('unable to verify the first certificate'), {
      type: 'system',
      code: 'UNABLE_TO_VERIFY',
    }),
    code: 'unavailable',
    says: /unable to verify/,
  },
  {
    what: 'a null',
    error: service(
      '[DELTA_REPLACE_WHERE_MISMATCH] x.Y: [DELTA_REPLACE_WHERE_MISMATCH] Written data …\n[DELTA_NOT_NULL_CONSTRAINT_VIOLATED] NOT NULL constraint violated for column: number.',
    ),
    code: 'null-value',
    says: /column: number/,
  },
  {
    what: 'a missing right',
    error: query('INSUFFICIENT_PERMISSIONS', 'User does not have CREATE on Schema `x`.'),
    code: 'forbidden',
    says: /CREATE on Schema `x`/,
  },
  {
    what: 'the service’s time-out',
    error: service('The operation is in a timed out state'),
    code: 'timeout',
    says: /a\.sql/,
  },
  {
    what: 'an unknown column',
    error: query('UNRESOLVED_COLUMN.WITH_SUGGESTION', 'A column `digit` cannot be resolved.'),
    code: 'sql',
    says: /\[UNRESOLVED_COLUMN.WITH_SUGGESTION\] A column `digit` cannot be resolved\.$/,
  },
  {
    what: 'a bad value',
    error: query('CAST_INVALID_INPUT', 'The value \'u-secret\' of the type "STRING" cannot be cast to 4711.'),
    code: 'sql',
    says: /a\.sql: \[CAST_INVALID_INPUT\] The value … of the type … cannot be cast to …$/,
  },
  { what: 'anything else', error: 'u-secret', code: 'sql', says: /a\.sql/ },
])('$what is an error of code $code', ({ error, code, says }) => {
  const made = failure(error, 'a.sql');
  expect(made).toBeInstanceOf(DatabricksError);
  expect(made).toMatchObject({ code, message: expect.stringMatching(says) });
});

test('nothing of a row is in an error, or in its cause', () => {
  const made = failure(query('CAST_INVALID_INPUT', "The value 'u-secret' of 4072519"), 'a.sql');
  expect(`${made.message} ${made.stack} ${String(made.cause)}`).not.toMatch(/u-secret|4072519/);
});

test('what is ours stays as it is', () => {
  const ours = new DatabricksError('closed', 'x');
  expect(failure(ours, 'a.sql')).toBe(ours);
});
