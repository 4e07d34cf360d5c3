import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { rowsOf, transaction } from './run.ts';

async function lease() {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run('CREATE TABLE numbers (n INTEGER PRIMARY KEY)');
  return { connection, signal: new AbortController().signal, settle: () => {} } as Parameters<typeof transaction>[0];
}

test('what fails in a transaction undoes it, and is thrown', async () => {
  const of = await lease();
  const failing = transaction(of, async () => {
    await of.connection.run('INSERT INTO numbers VALUES (1)');
    throw new RangeError('it broke');
  });
  await expect(failing).rejects.toThrow('it broke');
  expect(await rowsOf(of.connection, { sql: 'FROM numbers' })).toEqual([]);
});

test('where nothing is left to undo, what failed first is thrown all the same', async () => {
  const of = await lease();
  const failing = transaction(of, async () => {
    await of.connection.run('ROLLBACK');
    throw new RangeError('it broke');
  });
  await expect(failing).rejects.toThrow('it broke');
  expect(await transaction(of, () => rowsOf(of.connection, { sql: 'FROM numbers' }))).toEqual([]);
});
