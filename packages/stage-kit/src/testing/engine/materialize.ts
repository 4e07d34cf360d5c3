import { defineDataset, int, nullable, text } from '@lookalikes/schema';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../engine.ts';
import { counts, edges, newWrite, numbers, one, relationOf, rowsIn, select, someNumbers, things } from './bench.ts';

const number = one('number', int('A number.'));

/** What `materialize` must do. */
export function materializeSuite(engine: () => Engine): void {
  describe('materialize', () => {
    test('appends the rows of a SELECT and counts them', async () => {
      const source = await someNumbers(engine(), 10);
      const write = newWrite(counts);
      const statement = select(
        'SELECT number FROM {{given}} WHERE number >= :least',
        { given: relationOf(source) },
        { least: 7 },
      );
      const written = await engine().materialize(write, statement);
      expect(written.rows).toBe(3);
      const read = select('SELECT number FROM {{kept}} ORDER BY number', { kept: relationOf(write) });
      expect(await engine().query(read, number)).toEqual([{ number: 7 }, { number: 8 }, { number: 9 }]);
    });

    test('takes no rows for an answer', async () => {
      const write = newWrite(counts);
      const written = await engine().materialize(
        write,
        select('SELECT number FROM {{none}}', { none: { kind: 'empty', columns: counts.columns } }),
      );
      expect(written.rows).toBe(0);
      const read = select('SELECT number FROM {{kept}}', { kept: relationOf(write) });
      expect(await engine().query(read, number)).toEqual([]);
    });

    test('gives a checksum of the rows, not of their order, that names its algorithm', async () => {
      const checksum = async (...parts: [rows: number, from: number][]) => {
        const written = await engine().load(
          newWrite(counts),
          parts.map(([rows, from]) => numbers(rows, from)),
        );
        return written.checksum;
      };
      const first = await checksum([2, 0], [2, 2]);
      expect(first).toMatch(/^[a-z0-9.-]+:.+$/);
      expect(await checksum([2, 2], [2, 0])).toBe(first);
      expect(await checksum([3, 0], [1, 4])).not.toBe(first);
      expect(await checksum([2, 0], [2, 2], [1, 3])).not.toBe(first);
      expect(await checksum([2, 0], [2, 0])).not.toBe(await checksum([2, 1], [2, 1]));
    });

    test('gives equal rows an equal checksum, made by a SELECT or outside', async () => {
      const source = newWrite();
      const loaded = await engine().load(source, [edges]);
      const columns = Object.keys(things.columns).join(', ');
      const copy = select(`SELECT ${columns} FROM {{given}} ORDER BY number DESC`, { given: relationOf(source) });
      expect(await engine().materialize(newWrite(), copy)).toEqual(loaded);
    });

    test.each([
      { what: 'other names', text: 'SELECT number AS digit FROM {{given}}', found: 'digit' },
      { what: 'a column too many', text: 'SELECT number, number AS again FROM {{given}}', found: 'again' },
    ])('refuses $what, naming both lists', async ({ text: wrong, found }) => {
      const source = await someNumbers(engine(), 1);
      const write = newWrite(counts);
      const refused = engine().materialize(write, select(wrong, { given: relationOf(source) }));
      await expect(refused).rejects.toMatchObject({ code: 'sql' });
      await expect(refused).rejects.toThrow(new RegExp(`suite\\.sql.*${found}.*number`, 's'));
      expect(await rowsIn(engine(), write)).toBe(0);
    });

    test('refuses the right names in another order', async () => {
      const source = newWrite();
      await engine().load(source, [edges]);
      const columns = Object.keys(things.columns).toReversed().join(', ');
      const write = newWrite();
      const refused = engine().materialize(
        write,
        select(`SELECT ${columns} FROM {{given}}`, { given: relationOf(source) }),
      );
      await expect(refused).rejects.toMatchObject({ code: 'sql' });
      expect(await rowsIn(engine(), write)).toBe(0);
    });

    test.each([
      { what: 'a text for a number', wrong: "SELECT '1' AS number" },
      { what: 'a fraction for a number', wrong: 'SELECT CAST(1.5 AS DOUBLE) AS number' },
    ])('refuses $what, naming the column', async ({ wrong }) => {
      const refused = engine().materialize(newWrite(counts), select(wrong));
      await expect(refused).rejects.toMatchObject({ code: 'sql' });
      await expect(refused).rejects.toThrow(/number/);
    });

    test('refuses a null that may not be, leaving no rows', async () => {
      const source = await someNumbers(engine(), 5);
      const write = newWrite(counts);
      const sql = 'SELECT CASE WHEN number < 4 THEN number END AS number FROM {{given}}';
      const refused = engine().materialize(write, select(sql, { given: relationOf(source) }));
      await expect(refused).rejects.toMatchObject({ code: 'null-value' });
      await expect(refused).rejects.toThrow(/number/);
      expect(await rowsIn(engine(), write)).toBe(0);
    });

    test('leaves no rows where the SELECT fails on the way', async () => {
      const source = await someNumbers(engine(), 10_000);
      const write = newWrite(counts);
      const sql = 'SELECT CAST(number * 1000000 AS INTEGER) AS number FROM {{given}}';
      await expect(engine().materialize(write, select(sql, { given: relationOf(source) }))).rejects.toMatchObject({
        code: 'sql',
      });
      expect(await rowsIn(engine(), write)).toBe(0);
    });

    test('refuses a write id that was used, and keeps what is there', async () => {
      const write = await someNumbers(engine(), 3);
      const again = engine().materialize(write, select('SELECT CAST(9 AS INTEGER) AS number'));
      await expect(again).rejects.toMatchObject({ code: 'write-id-used' });
      await expect(engine().load(write, [numbers(1)])).rejects.toMatchObject({ code: 'write-id-used' });
      expect(await rowsIn(engine(), write)).toBe(3);
    });

    test('lets one of two that use a write id at once have it', async () => {
      const write = newWrite(counts);
      const both = await Promise.allSettled([engine().load(write, [numbers(3)]), engine().load(write, [numbers(3)])]);
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(await rowsIn(engine(), write)).toBe(3);
    });

    test('takes the nullable columns of a newer minor into the same table', async () => {
      const name = `suite_minor_${newWrite().writeId.replaceAll('-', '_')}`;
      const spec = { name, writtenBy: 'suite', doc: 'Two minors.', key: [] };
      const older = defineDataset({ ...spec, version: { major: 1, minor: 0 }, columns: { word: text('A text.') } });
      const newer = defineDataset({
        ...spec,
        version: { major: 1, minor: 1 },
        columns: { word: text('A text.'), remark: nullable(text('New.')) },
      });
      const [first, second] = [newWrite(older), newWrite(newer)];
      await engine().load(first, [{ rows: 1, columns: { word: ['old'] } }]);
      await engine().load(second, [{ rows: 1, columns: { word: ['new'], remark: ['said'] } }]);
      const relations = { both: { kind: 'writes' as const, dataset: newer, writes: [first, second] } };
      expect(
        await engine().query(select('SELECT word, remark FROM {{both}} ORDER BY word', relations), newer.columns),
      ).toEqual([
        { word: 'new', remark: 'said' },
        { word: 'old', remark: null },
      ]);
      const asBefore = { both: { kind: 'writes' as const, dataset: older, writes: [second] } };
      expect(await engine().query(select('SELECT word FROM {{both}}', asBefore), older.columns)).toEqual([
        { word: 'new' },
      ]);
      const late = newWrite(older);
      await engine().load(late, [{ rows: 1, columns: { word: ['late'] } }]);
      expect(await rowsIn(engine(), late)).toBe(1);
    });
  });
}
