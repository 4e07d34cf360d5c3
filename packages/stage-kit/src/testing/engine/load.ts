import { describe, expect, test } from 'vitest';
import type { Engine, LoadBatch } from '../../engine.ts';
import { counts, edges, newWrite, numbers, relationOf, rowsIn, select, things } from './bench.ts';

/** What `load` must do. */
export function loadSuite(engine: () => Engine): void {
  describe('load', () => {
    test('keeps every value as it is', async () => {
      const write = newWrite();
      expect((await engine().load(write, [edges])).rows).toBe(4);
      const read = select(`SELECT ${Object.keys(things.columns).join(', ')} FROM {{kept}} ORDER BY day`, {
        kept: relationOf(write),
      });
      const rows = await engine().query(read, things.columns);
      const expected = [1, 0, 2, 3].map((at) =>
        Object.fromEntries(
          Object.entries(edges.columns).map(([name, data]) => [name, name === 'flag' ? data[at] === 1 : data[at]]),
        ),
      );
      expect(rows).toEqual(expected);
    });

    test('takes batches of any size, from a plain or an async source', async () => {
      const write = newWrite(counts);
      const sizes = [1, 2048, 2047, 0, 70_001, 3];
      const starts = sizes.map((_, index) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0));
      async function* source() {
        for (const [index, size] of sizes.entries()) yield numbers(size, starts[index]);
      }
      const total = sizes.reduce((sum, size) => sum + size, 0);
      const written = await engine().load(write, source());
      expect(written.rows).toBe(total);
      expect(await engine().load(newWrite(counts), [numbers(total)])).toEqual(written);
    });

    test('takes no batch for an answer', async () => {
      expect((await engine().load(newWrite(counts), [])).rows).toBe(0);
    });

    test('takes plain arrays, and nulls where they may be', async () => {
      const write = newWrite();
      const rows = 3000;
      const column = <T>(value: T): T[] => Array.from({ length: rows }, () => value);
      const batch: LoadBatch = {
        rows,
        columns: {
          number: Array.from({ length: rows }, (_, index) => index),
          large: column(5n),
          fraction: column(0.5),
          flag: column(1),
          word: column('w'),
          day: column('2026-11-21'),
          moment: column('2026-11-21T00:00:00.000000'),
          remark: Array.from({ length: rows }, (_, index) => (index % 3 === 0 ? null : 'said')),
        },
      };
      await engine().load(write, [batch, edges]);
      const text = 'SELECT number FROM {{kept}} WHERE remark IS NULL';
      const rowsWithout = await engine().query(select(text, { kept: relationOf(write) }), {
        number: things.columns.number,
      });
      expect(rowsWithout).toHaveLength(1002);
    });

    test.each([
      { what: 'a null that may not be', columns: { word: ['a', null, 'b', 'c'] }, code: 'null-value' },
      { what: 'a text that is no day', columns: { day: ['2026-11-31', '', '2026-11-01', '2026'] }, code: 'sql' },
      { what: 'a text that is no moment', columns: { moment: ['2026-11-31', '', '2026', 'now'] }, code: 'sql' },
      { what: 'numbers for texts', columns: { word: [1, 2, 3, 4] }, code: 'sql' },
      { what: 'texts for numbers', columns: { large: ['1', '2', '3', '4'] }, code: 'sql' },
      { what: 'a fraction for a number', columns: { number: [1, 2, 3, 4.5] }, code: 'sql' },
      { what: 'a number that is too large', columns: { large: [1n, 2n, 3n, 2n ** 63n] }, code: 'sql' },
      { what: 'a column that is too short', columns: { word: ['a'] }, code: 'sql' },
      { what: 'a column that is unknown', columns: { other: ['a', 'b', 'c', 'd'] }, code: 'sql' },
    ])('refuses $what, naming the column and leaving no rows', async ({ columns, code }) => {
      const write = newWrite();
      const wrong = { ...edges, columns: { ...edges.columns, ...columns } } as LoadBatch;
      const refused = engine().load(write, [edges, wrong]);
      await expect(refused).rejects.toMatchObject({ code });
      await expect(refused).rejects.toThrow(new RegExp(`suite_things.*${Object.keys(columns)[0]}`, 's'));
      expect(await rowsIn(engine(), write)).toBe(0);
    });

    test('refuses a batch without a column, naming all of them', async () => {
      const refused = engine().load(newWrite(), [{ rows: 1, columns: { number: Int32Array.of(1) } }]);
      await expect(refused).rejects.toMatchObject({ code: 'sql' });
      await expect(refused).rejects.toThrow(/suite_things.*number.*remark/s);
    });

    test('throws what its source throws, and leaves no rows', async () => {
      const write = newWrite(counts);
      const reason = new Error('the source broke');
      async function* source() {
        yield numbers(5000);
        throw reason;
      }
      await expect(engine().load(write, source())).rejects.toBe(reason);
      expect(await rowsIn(engine(), write)).toBe(0);
    });

    test('ends its source where a batch is refused', async () => {
      let ended = false;
      function* source(): Generator<LoadBatch> {
        try {
          yield { rows: 1, columns: {} };
          yield numbers(1);
        } finally {
          ended = true;
        }
      }
      await expect(engine().load(newWrite(counts), source())).rejects.toMatchObject({ code: 'sql' });
      expect(ended).toBe(true);
    });
  });
}
