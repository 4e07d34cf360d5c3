import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../test/support.ts';
import { openWorkshop, quoteLiteral } from './workshop.ts';

test('an abort interrupts the running statement and rejects with its reason', async () => {
  const to = await temporaryFolder();
  const controller = new AbortController();
  const workshop = await openWorkshop(to, controller.signal);
  try {
    const long = workshop.run('CREATE TABLE t AS SELECT hash(a.i, b.i) FROM range(100000) a(i), range(100000) b(i)');
    const reason = new Error('stopped by hand');
    setTimeout(() => controller.abort(reason), 50);
    await expect(long).rejects.toBe(reason);
    await expect(workshop.rows('SELECT 1')).rejects.toBe(reason);
  } finally {
    await workshop.close();
  }
  expect(await readdir(to)).toEqual([]);
});

test("a statement's own error comes through", async () => {
  const workshop = await openWorkshop(await temporaryFolder());
  try {
    await expect(workshop.run('SELECT * FROM nowhere')).rejects.toThrow('nowhere');
  } finally {
    await workshop.close();
  }
});

test('a bigint is bound as BIGINT, so that its hash is that of a column', async () => {
  const workshop = await openWorkshop(await temporaryFolder());
  try {
    const [row] = await workshop.rows<{ type: string; same: boolean }>(
      'SELECT typeof($n) AS type, hash($n) = (SELECT hash(i) FROM range(7, 8) t(i)) AS same',
      { n: 7n },
    );
    expect(row).toEqual({ type: 'BIGINT', same: true });
  } finally {
    await workshop.close();
  }
});

test('a quote in a path does not end the literal', () => {
  expect(quoteLiteral("it's")).toBe("'it''s'");
});
