import type { Day } from '@lookalikes/schema';
import { int } from '@lookalikes/schema';
import { describe, expect, test } from 'vitest';
import type { Engine, Selection, Write } from '../../engine.ts';
import { counts, newWrite, one, relationOf, rowsIn, select, someNumbers } from './bench.ts';

const columns = one('number', int('A number.'));

/** Numbers from a least one on, for a day, of those of a write. */
const atLeast = (least: number, { day, of }: { day: Day; of: Write }): Selection => ({
  write: newWrite(counts, day),
  statement: select('SELECT number FROM {{given}} WHERE number >= :least', { given: relationOf(of) }, { least }),
});

/** What `materializeAll` must do. */
export function materializeAllSuite(engine: () => Engine): void {
  describe('materializeAll', () => {
    test('gives of each write what it would be by itself, in their order', async () => {
      const of = await someNumbers(engine(), 10);
      const all = [
        atLeast(7, { day: '2026-11-20', of }),
        atLeast(20, { day: '2026-11-18', of }),
        atLeast(9, { day: '2026-11-19', of }),
      ];
      const alone = [];
      for (const { write, statement } of all) {
        alone.push(await engine().materialize(newWrite(counts, write.partition.date), statement));
      }
      expect(await engine().materializeAll(all)).toEqual(alone);
      expect(alone.map(({ rows }) => rows)).toEqual([3, 0, 1]);
      const found = [];
      for (const { write } of all) {
        const read = select('SELECT number FROM {{kept}} ORDER BY number', { kept: relationOf(write) });
        found.push((await engine().query(read, columns)).map(({ number }) => number));
      }
      expect(found).toEqual([[7, 8, 9], [], [9]]);
    });

    test('takes more than fit into one statement', async () => {
      const of = await someNumbers(engine(), 10);
      const many = Array.from({ length: 12 }, (_, at) => `number <> :a${at}_x + 100`).join(' AND ');
      const params = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`a${at}_x`, at]));
      const all = Array.from({ length: 25 }, (_, at) => ({
        write: newWrite(counts, `2026-10-${String(at + 1).padStart(2, '0')}`),
        statement: select(
          `SELECT number FROM {{given}} WHERE ${many} AND number < :least`,
          { given: relationOf(of) },
          { ...params, least: at % 7 },
        ),
      }));
      const written = await engine().materializeAll(all);
      expect(written.map(({ rows }) => rows)).toEqual(all.map((_, at) => at % 7));
    });

    test('has nothing to do for no write', async () => {
      expect(await engine().materializeAll([])).toEqual([]);
    });

    test('refuses a SELECT that does not fit, and a write id that was used', async () => {
      const of = await someNumbers(engine(), 10);
      const wrong = { write: newWrite(counts, '2026-11-19'), statement: select("SELECT 'x' AS number") };
      const misfit = engine().materializeAll([atLeast(7, { day: '2026-11-20', of }), wrong]);
      await expect(misfit).rejects.toMatchObject({ code: 'sql' });
      expect(await rowsIn(engine(), wrong.write)).toBe(0);
      const again = { ...atLeast(7, { day: '2026-11-20', of }), write: of };
      const used = engine().materializeAll([again, atLeast(8, { day: '2026-11-19', of })]);
      await expect(used).rejects.toMatchObject({ code: 'write-id-used' });
      expect(await rowsIn(engine(), of)).toBe(10);
    });
  });
}
