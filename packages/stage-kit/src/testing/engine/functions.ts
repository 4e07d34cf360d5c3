import { createHash } from 'node:crypto';
import { bigint, date, double, int, nullable, text, texts } from '@lookalikes/schema';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../engine.ts';
import { one, select } from './bench.ts';

const hash60 = (value: string): bigint => BigInt(`0x${createHash('md5').update(value).digest('hex').slice(0, 15)}`);
const day = (value: string): string => `CAST('${value}' AS DATE)`;

/** A fraction, or one a bit in its last place away: `power` is not rounded alike everywhere. */
const within = (expected: number) =>
  expect.toSatisfy((found: unknown) => Math.abs(Number(found) - expected) <= Number.EPSILON * Math.abs(expected));

/** What the functions of our SQL must give, the same on every engine: each engine's `functions.sql` sees to it. */
export function functionsSuite(engine: () => Engine): void {
  describe('functions', () => {
    test.each([
      { sql: "hash60('u1')", column: bigint('Value.'), expected: 1_028_919_467_352_495_096n },
      { sql: "hash60('')", column: bigint('Value.'), expected: hash60('') },
      { sql: "hash60('Größe 😀')", column: bigint('Value.'), expected: hash60('Größe 😀') },
      { sql: 'hash60(CAST(NULL AS STRING))', column: nullable(bigint('Value.')), expected: null },
      { sql: "hash60(concat('a', '/', 'b'))", column: bigint('Value.'), expected: hash60('a/b') },
      { sql: "hash60('u1') % 100", column: bigint('Value.'), expected: 1_028_919_467_352_495_096n % 100n },
      { sql: "array_sort(array_distinct(split('b,a,b,B', ',')))", column: texts('Value.'), expected: ['B', 'a', 'b'] },
      { sql: "split_part('last_day 0 3 -0.5', ' ', 4)", column: text('Value.'), expected: '-0.5' },
      { sql: "CAST('-1.5e-7' AS DOUBLE)", column: double('Value.'), expected: -1.5e-7 },
      { sql: 'sign(CAST(-0.5 AS DOUBLE))', column: double('Value.'), expected: -1 },
      { sql: 'power(CAST(2 AS DOUBLE), -0.5)', column: double('Value.'), expected: Math.SQRT1_2 },
      { sql: 'power(CAST(2 AS DOUBLE), -3 / CAST(2 AS DOUBLE))', column: double('Value.'), expected: 2 ** -1.5 },
      { sql: 'CAST(round(CAST(2.5 AS DOUBLE)) AS BIGINT)', column: bigint('Value.'), expected: 3n },
      { sql: 'CAST(round(CAST(-2.5 AS DOUBLE)) AS BIGINT)', column: bigint('Value.'), expected: -3n },
      { sql: `days_between(${day('2026-11-20')}, ${day('2026-11-21')})`, column: int('Value.'), expected: 1 },
      { sql: `days_between(${day('2026-11-21')}, ${day('2026-11-14')})`, column: int('Value.'), expected: -7 },
      { sql: `days_between(${day('2024-02-28')}, ${day('2024-03-01')})`, column: int('Value.'), expected: 2 },
      { sql: `days_between(${day('2026-03-28')}, ${day('2026-03-30')})`, column: int('Value.'), expected: 2 },
      {
        sql: `days_between(CAST(NULL AS DATE), ${day('2026-11-21')})`,
        column: nullable(int('Value.')),
        expected: null,
      },
      {
        sql: "CAST(CAST('2026-11-20T23:59:59.999999' AS TIMESTAMP) AS DATE)",
        column: date('Value.'),
        expected: '2026-11-20',
      },
      { sql: `CAST(${day('2026-03-01')} - INTERVAL '1' DAY AS DATE)`, column: date('Value.'), expected: '2026-02-28' },
      { sql: "coalesce(NULL, 'x')", column: text('Value.'), expected: 'x' },
    ])('$sql', async ({ sql, column, expected }) => {
      const rows = await engine().query(select(`SELECT ${sql} AS found`), one('found', column));
      expect(rows).toEqual([{ found: column.type === 'double' ? within(expected as number) : expected }]);
    });

    test('explode gives a row for each element, and none for none', async () => {
      const statement = select(
        "SELECT given.name, explode(given.words) AS word FROM (SELECT 'a' AS name, split('x,y', ',') AS words UNION ALL SELECT 'b', split(CAST(NULL AS STRING), ',')) AS given ORDER BY word",
      );
      expect(await engine().query(statement, { name: text('Name.'), word: text('Word.') })).toEqual([
        { name: 'a', word: 'x' },
        { name: 'a', word: 'y' },
      ]);
    });

    test('texts sort by code point', async () => {
      const statement = select("SELECT explode(split('b,B,a,é,z,😀,', ',')) AS word ORDER BY word");
      const words = await engine().query(statement, one('word', text('Word.')));
      expect(words.map((row) => row['word'])).toEqual(['', 'B', 'a', 'b', 'z', 'é', '😀']);
    });
  });
}
