import { setTimeout as after } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Cancel, Engine, LoadBatch } from '../../engine.ts';
import { counts, endless, newWrite, numbers, one, relationOf, rowsIn, select, someNumbers, things } from './bench.ts';

const count = 'CAST(count(*) AS INTEGER) AS number';
const each = 'CAST(a.number + b.number AS INTEGER) AS number';

async function drain(batches: AsyncIterable<unknown>): Promise<void> {
  for await (const batch of batches) expect(batch).toBeDefined();
}

const enough = new Error('enough');

/**
 * Aborts a call once it is under way, and gives what it threw; the engine must go on.
 *
 * @param begun - settles when it is under way
 */
async function outcome(
  engine: Engine,
  call: (cancel: Cancel) => Promise<unknown>,
  begun: Promise<unknown> = after(50),
): Promise<unknown> {
  const controller = new AbortController();
  const thrown = call({ signal: controller.signal }).then(
    () => 'it ended by itself',
    (error: unknown) => error,
  );
  await begun;
  controller.abort(enough);
  await thrown;
  expect(await engine.query(select('SELECT CAST(1 AS INTEGER) AS number'), counts.columns)).toEqual([{ number: 1 }]);
  return thrown;
}

/** What an abort must do, in the middle of each call and before it. */
export function cancelSuite(engine: () => Engine): void {
  describe('cancelling', () => {
    test('stops a query', async () => {
      const write = await someNumbers(engine(), 3000);
      expect(await outcome(engine(), (cancel) => engine().query(endless(write, count), counts.columns, cancel))).toBe(
        enough,
      );
    });

    test('stops a materialize, which leaves no rows', async () => {
      const source = await someNumbers(engine(), 3000);
      const write = newWrite(counts);
      expect(await outcome(engine(), (cancel) => engine().materialize(write, endless(source, each), cancel))).toBe(
        enough,
      );
      expect(await rowsIn(engine(), write)).toBe(0);
    });

    test('stops a stream before its first row', async () => {
      const write = await someNumbers(engine(), 3000);
      expect(
        await outcome(engine(), (cancel) => drain(engine().columns(endless(write, each), counts.columns, cancel))),
      ).toBe(enough);
    });

    test('stops a stream between two batches', async () => {
      const write = await someNumbers(engine(), 1000);
      const statement = select('SELECT a.number FROM {{a}} AS a CROSS JOIN {{a}} AS b CROSS JOIN {{a}} AS c', {
        a: relationOf(write),
      });
      expect(await outcome(engine(), (cancel) => drain(engine().columns(statement, counts.columns, cancel)))).toBe(
        enough,
      );
    });

    test('stops a load whose source goes on, ends the source and leaves no rows', async () => {
      const write = newWrite(counts);
      const begun = Promise.withResolvers<void>();
      let ended = false;
      async function* source(): AsyncGenerator<LoadBatch> {
        try {
          for (;;) {
            yield numbers(1000);
            begun.resolve();
            await after(1);
          }
        } finally {
          ended = true;
        }
      }
      const load = (cancel: Cancel) => engine().load(write, source(), cancel);
      expect(await outcome(engine(), load, begun.promise)).toBe(enough);
      await expect.poll(() => ended).toBe(true);
      expect(await rowsIn(engine(), write)).toBe(0);
    });

    test('stops a load whose source hangs', async () => {
      const write = newWrite(counts);
      const begun = Promise.withResolvers<void>();
      async function* source(): AsyncGenerator<LoadBatch> {
        yield numbers(5);
        begun.resolve();
        await new Promise(() => undefined);
      }
      const load = (cancel: Cancel) => engine().load(write, source(), cancel);
      expect(await outcome(engine(), load, begun.promise)).toBe(enough);
      expect(await rowsIn(engine(), write)).toBe(0);
    });

    test('lets nothing begin', async () => {
      const reason = new Error('too late');
      const cancel = { signal: AbortSignal.abort(reason) };
      const statement = select('SELECT CAST(1 AS INTEGER) AS number');
      const contract = {
        kind: 'input' as const,
        name: 'visits',
        doc: '',
        time: 'moment',
        columns: one('moment', things.columns.moment),
      };
      const binding = { kind: 'table' as const, table: things.table };
      const write = newWrite(counts);
      await expect(engine().query(statement, counts.columns, cancel)).rejects.toBe(reason);
      await expect(engine().materialize(write, statement, cancel)).rejects.toBe(reason);
      await expect(engine().load(write, [numbers(1)], cancel)).rejects.toBe(reason);
      await expect(drain(engine().columns(statement, counts.columns, cancel))).rejects.toBe(reason);
      await expect(
        engine().inputDays({ kind: 'input', contract, binding, region: 'amer', before: '2026-11-21' }, cancel),
      ).rejects.toBe(reason);
      expect(await rowsIn(engine(), write)).toBe(0);
    });
  });
}
