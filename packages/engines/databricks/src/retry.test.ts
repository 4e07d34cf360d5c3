import { expect, test } from 'vitest';
import { DatabricksError } from './error.ts';
import { Passing } from './failure.ts';
import { retrying } from './retry.ts';

const signal = new AbortController().signal;
const reset = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/** Fails with these, one after the other, then says how often it was tried. */
function failing(...errors: Error[]): () => Promise<number> {
  let tries = 0;
  return () => {
    const error = errors[tries++];
    return error === undefined ? Promise.resolve(tries) : Promise.reject(error);
  };
}

test('what may pass is tried again until it has', async () => {
  expect(await retrying('a.sql', { signal, seconds: 60 }, failing(reset(), reset()))).toBe(3);
});

test('what cannot pass is thrown at once, as our error', async () => {
  const broken = Object.assign(new Error('[PARSE_SYNTAX_ERROR] Syntax error'), { response: {} });
  await expect(retrying('a.sql', { signal, seconds: 60 }, failing(reset(), broken))).rejects.toMatchObject({
    code: 'sql',
    message: 'a.sql: [PARSE_SYNTAX_ERROR] Syntax error',
  });
});

test('a used-up budget ends in unavailable, with what went wrong', async () => {
  const work = failing(...Array.from({ length: 100 }, () => reset()));
  const ended = retrying('a.sql', { signal, seconds: 0.4 }, work);
  await expect(ended).rejects.toBeInstanceOf(DatabricksError);
  await expect(ended).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/^a\.sql: the connection failed: socket hang up/),
    cause: expect.objectContaining({ code: 'ECONNRESET' }),
  });
});

test('the service is waited for as long as it asks, where the budget has it', async () => {
  expect(await retrying('a.sql', { signal, seconds: 60 }, failing(new Passing('busy', { retryAfter: 0.8 })))).toBe(2);
  const long = failing(new Passing('busy', { retryAfter: 120 }));
  await expect(retrying('a.sql', { signal, seconds: 60 }, long)).rejects.toMatchObject({ code: 'unavailable' });
});

test.each([
  { what: 'between two tries', error: reset },
  { what: 'while the service is waited for', error: (): Error => new Passing('busy', { retryAfter: 30 }) },
])('an abort $what ends it with its reason', async ({ error }) => {
  const [controller, reason] = [new AbortController(), new Error('enough')];
  setTimeout(() => controller.abort(reason), 20);
  const work = failing(...Array.from({ length: 100 }, () => error()));
  await expect(retrying('a.sql', { signal: controller.signal, seconds: 600 }, work)).rejects.toBe(reason);
});
