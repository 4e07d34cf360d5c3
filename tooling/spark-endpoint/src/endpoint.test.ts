import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run } from './command.ts';
import { placesIn, startEndpoint } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'spark-endpoint-test-'));

afterAll(() => rmSync(folder, { recursive: true }));

test('what is not installed is named', async () => {
  await expect(startEndpoint({ places: placesIn(folder) })).rejects.toMatchObject({ code: 'not-installed' });
});

test.each([
  { what: 'is missing', program: 'no-such-program', says: 'cannot start no-such-program' },
  { what: 'fails', program: process.execPath, says: 'expected 0; it said:\nno place' },
])('a program that $what is reported', ({ program, says }) => {
  expect(() => run(program, ['-e', "console.error('no place'); process.exit(3)"])).toThrow(says);
});
