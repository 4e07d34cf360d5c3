import { bigint, date, double, int, nullable, text, texts, timestamp } from '@lookalikes/schema';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../engine.ts';
import { counts, edges, newWrite, relationOf, select, someNumbers, things } from './bench.ts';

/** What `query`, `describe` and `compile` must do. */
export function querySuite(engine: () => Engine): void {
  describe('query', () => {
    const declared = {
      small: int('Number.'),
      large: bigint('64 bits.'),
      fraction: double('Fraction.'),
      day: date('Day.'),
      moment: timestamp('Moment.'),
      words: texts('Texts.'),
      nothing: nullable(text('Text or nothing.')),
    };
    const sql = `SELECT count(*) AS small, sum(number) AS large, CAST(max(number) AS DOUBLE) / 4 AS fraction, CAST(:day AS DATE) AS day,
      CAST(:moment AS TIMESTAMP) AS moment, array_sort(split('b,a', ',')) AS words, CAST(NULL AS STRING) AS nothing FROM {{kept}}`;
    const params = { day: '2026-02-28', moment: '2026-11-21T03:04:05.678901' };

    test('gives each value as its column is declared', async () => {
      const kept = relationOf(await someNumbers(engine(), 4));
      expect(await engine().query(select(sql, { kept }, params), declared)).toEqual([
        { small: 4, large: 6n, fraction: 0.75, ...params, words: ['a', 'b'], nothing: null },
      ]);
    });

    test.each([
      { type: 'STRING', value: "it's; DROP TABLE x; --", column: text('Value.') },
      { type: 'STRING', value: '', column: text('Value.') },
      { type: 'STRING', value: null, column: nullable(text('Value.')) },
      { type: 'INTEGER', value: -7, column: int('Value.') },
      { type: 'DOUBLE', value: 0.1, column: double('Value.') },
      { type: 'BIGINT', value: 9_007_199_254_740_993n, column: bigint('Value.') },
    ])('binds the $type $value as it is', async ({ type, value, column }) => {
      const statement = select(
        `SELECT CAST(:value AS ${type}) AS found, ':value {{x}}' AS word -- :value`,
        {},
        { value },
      );
      const rows = await engine().query(statement, { found: column, word: text('Text.') });
      expect(rows).toEqual([{ found: value, word: ':value {{x}}' }]);
    });

    test('binds true and false', async () => {
      const statement = select(
        'SELECT CAST(count(*) AS INTEGER) AS number FROM {{kept}} WHERE :yes AND NOT :no',
        { kept: relationOf(await someNumbers(engine(), 2)) },
        { yes: true, no: false },
      );
      expect(await engine().query(statement, counts.columns)).toEqual([{ number: 2 }]);
    });

    test.each([
      { what: 'an unknown relation', sql: 'SELECT number FROM {{other}}', named: 'other' },
      { what: 'an unknown parameter', sql: 'SELECT :other AS number', named: 'other' },
      {
        what: 'two statements',
        sql: 'SELECT CAST(1 AS INTEGER) AS number; SELECT CAST(2 AS INTEGER) AS number',
        named: 'suite.sql',
      },
      { what: 'what is no SELECT', sql: 'CREATE TABLE suite_unwanted (number INTEGER)', named: 'suite.sql' },
      { what: 'what is no SQL', sql: 'SELEC 1', named: 'suite.sql' },
      { what: 'an unknown column', sql: 'SELECT digit AS number FROM {{kept}}', named: 'digit' },
      { what: 'an unknown table', sql: 'SELECT number FROM suite_nowhere', named: 'suite_nowhere' },
      { what: 'another column than declared', sql: 'SELECT number AS other FROM {{kept}}', named: 'other' },
      { what: 'a text for a number', sql: "SELECT '1' AS number", named: 'number' },
      { what: 'a number too large', sql: 'SELECT CAST(9007199254740993 AS BIGINT) AS number', named: 'number' },
    ])('refuses $what', async ({ sql: wrong, named }) => {
      const kept = relationOf(await someNumbers(engine(), 1));
      const refused = engine().query(select(wrong, { kept }), counts.columns);
      await expect(refused).rejects.toMatchObject({ code: 'sql' });
      await expect(refused).rejects.toThrow(named);
    });

    test('refuses a null that may not be', async () => {
      const refused = engine().query(select('SELECT CAST(NULL AS INTEGER) AS number'), counts.columns);
      await expect(refused).rejects.toMatchObject({ code: 'null-value' });
      await expect(refused).rejects.toThrow(/suite\.sql.*number/);
    });

    test('says nothing of a row in an error', async () => {
      const write = newWrite();
      await engine().load(write, [
        { ...edges, columns: { ...edges.columns, word: ['u-secret-17', 'u-secret-17', 'u-secret-17', 'u-secret-17'] } },
      ]);
      const cast = 'SELECT CAST(word AS INTEGER) AS number FROM {{kept}}';
      const failed = await engine()
        .query(select(cast, { kept: relationOf(write) }), counts.columns)
        .catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: 'sql' });
      const shown = (error: unknown): string =>
        error instanceof Error ? `${error.message} ${error.stack} ${shown(error.cause)}` : String(error);
      expect(shown(failed)).toContain('suite.sql');
      expect(shown(failed)).not.toContain('secret-17');
    });
  });

  describe('check', () => {
    test('finds nothing amiss, and leaves nothing behind', async () => {
      for (const found of [await engine().check(), await engine().check()]) {
        expect(found.length).toBeGreaterThan(0);
        expect(found.filter(({ ok }) => !ok)).toEqual([]);
      }
    });
  });

  describe('statements', () => {
    test('tell the columns in the words of contracts, and run nothing', async () => {
      const nothing = { things: { kind: 'writes' as const, dataset: things, writes: [] } };
      const found = await engine().describe(select('SELECT * FROM {{things}}', nothing));
      const declared = Object.entries(things.columns).map(([name, { type }]) => ({ name, type }));
      expect(found).toEqual([...declared, { name: 'region', type: 'string' }, { name: 'run_date', type: 'date' }]);
      const kept = relationOf(await someNumbers(engine(), 1));
      expect(
        await engine().describe(
          select(
            "SELECT CAST(number / (number - number) AS INTEGER) AS number, split(:x, ',') AS words FROM {{kept}}",
            { kept },
            { x: null },
          ),
        ),
      ).toEqual([
        { name: 'number', type: 'int' },
        { name: 'words', type: 'strings' },
      ]);
    });

    test('refuse what cannot be', async () => {
      await expect(
        engine().describe(select('SELECT nothing FROM {{none}}', { none: { kind: 'empty', columns: counts.columns } })),
      ).rejects.toMatchObject({ code: 'sql' });
      expect(() => engine().compile(select('SELECT * FROM {{none}}'))).toThrow(/none/);
    });

    test('bind values and never splice them', async () => {
      const write = newWrite(counts);
      const { sql: compiled, params: bound } = engine().compile(
        select('SELECT number, :word AS word FROM {{kept}}', { kept: relationOf(write) }, { word: 'spliced?' }),
      );
      expect(compiled).not.toContain('spliced?');
      expect(compiled).not.toContain(write.writeId);
      expect(Object.values(bound)).toEqual(expect.arrayContaining(['spliced?', write.writeId]));
    });
  });
}
