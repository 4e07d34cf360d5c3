import { describe, expect, test } from 'vitest';
import type { ColumnBatch, Engine } from '../../engine.ts';
import { counts, edges, newWrite, relationOf, select, someNumbers, things } from './bench.ts';

const { remark: _remark, ...whole } = things.columns;
const selectWhole = `SELECT ${Object.keys(whole).join(', ')} FROM {{kept}} ORDER BY day`;

async function collect(batches: AsyncIterable<ColumnBatch>): Promise<ColumnBatch[]> {
  const all: ColumnBatch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

/** What `columns` must do. */
export function columnsSuite(engine: () => Engine): void {
  describe('columns', () => {
    // Many rows without loading as many: an odd number of them, so that a batch is nowhere full.
    const squared = 449;
    const many = `SELECT CAST(a.number * ${squared} + b.number AS INTEGER) AS number FROM {{kept}} AS a CROSS JOIN {{kept}} AS b`;
    const kept = async () => ({ kept: relationOf(await someNumbers(engine(), squared)) });

    test('gives typed arrays', async () => {
      const write = newWrite();
      await engine().load(write, [edges]);
      const batches = await collect(engine().columns(select(selectWhole, { kept: relationOf(write) }), whole));
      expect(batches).toEqual([
        {
          rows: 4,
          columns: {
            number: Int32Array.of(1, 0, 2_147_483_647, -2_147_483_648),
            large: BigInt64Array.of(-1n, 0n, 9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n),
            fraction: Float64Array.of(0.1, 0, 1.7976931348623157e308, -5e-324),
            flag: Uint8Array.of(1, 0, 1, 0),
            word: [1, 0, 2, 3].map((at) => edges.columns['word']?.[at]),
            day: [1, 0, 2, 3].map((at) => edges.columns['day']?.[at]),
            moment: [1, 0, 2, 3].map((at) => edges.columns['moment']?.[at]),
          },
        },
      ]);
    });

    test("gives many rows in order, in arrays that are the caller's to keep", async () => {
      const rows = squared * squared;
      const statement = select(`SELECT number FROM (${many}) AS many ORDER BY number DESC`, await kept());
      const batches = await collect(engine().columns(statement, counts.columns));
      expect(batches.length).toBeGreaterThan(1);
      const all = batches.flatMap(({ columns }) => [...(columns['number'] as Int32Array)]);
      expect(all).toHaveLength(rows);
      expect(all.every((number, index) => number === rows - 1 - index)).toBe(true);
      expect(batches.every((batch) => batch.columns['number']?.length === batch.rows)).toBe(true);
    });

    test('gives no batch where there is no row', async () => {
      const none = { none: { kind: 'empty' as const, columns: things.columns } };
      expect(
        await collect(engine().columns(select(`SELECT ${Object.keys(whole).join(', ')} FROM {{none}}`, none), whole)),
      ).toEqual([]);
    });

    test('refuses a null, naming the column', async () => {
      const sql = `SELECT CASE WHEN number <> 199999 THEN number END AS number FROM (${many}) AS many`;
      const refused = collect(engine().columns(select(sql, await kept()), counts.columns));
      await expect(refused).rejects.toMatchObject({ code: 'null-value' });
      await expect(refused).rejects.toThrow(/suite\.sql.*number/);
    });

    test('throws where the SELECT fails after many rows, and does not pass for complete', async () => {
      const more = `SELECT many.number * 5 + five.number AS number FROM (${many}) AS many CROSS JOIN {{kept}} AS five WHERE five.number < 5`;
      const sql = `SELECT CAST(CASE WHEN number = 900000 THEN 'u-secret-17' ELSE '1' END AS INTEGER) AS number FROM (${more}) AS more`;
      const refused = collect(engine().columns(select(sql, await kept()), counts.columns));
      await expect(refused).rejects.toMatchObject({ code: 'sql' });
      await expect(refused).rejects.toThrow(/^suite\.sql(?!.*secret-17)/s);
    });

    test.each([
      { what: 'another name', sql: 'SELECT number AS other FROM {{kept}}' },
      { what: 'another type', sql: 'SELECT CAST(number AS BIGINT) AS number FROM {{kept}}' },
      { what: 'a column more', sql: 'SELECT number, number AS other FROM {{kept}}' },
    ])('refuses $what than declared', async ({ sql }) => {
      const write = await someNumbers(engine(), 3);
      const refused = collect(engine().columns(select(sql, { kept: relationOf(write) }), counts.columns));
      await expect(refused).rejects.toMatchObject({ code: 'sql' });
      await expect(refused).rejects.toThrow(/number/);
    });

    test('can be left early, and be read side by side with loads, queries and itself', async () => {
      const statement = select(many, await kept());
      for await (const batch of engine().columns(statement, counts.columns)) {
        expect(batch.rows).toBeGreaterThan(0);
        break;
      }
      async function* doubled() {
        for await (const { rows, columns } of engine().columns(statement, counts.columns)) {
          const [first] = await engine().query(select('SELECT CAST(1 AS INTEGER) AS number'), counts.columns);
          expect(first).toEqual({ number: 1 });
          yield { rows, columns: { number: (columns['number'] as Int32Array).map((number) => number * 2) } };
        }
      }
      expect((await engine().load(newWrite(counts), doubled())).rows).toBe(squared ** 2);
      const both = await Promise.all([1, 2].map(() => collect(engine().columns(statement, counts.columns))));
      expect(both.map((batches) => batches.reduce((sum, batch) => sum + batch.rows, 0))).toEqual([
        squared ** 2,
        squared ** 2,
      ]);
    });
  });
}
