import { int, table, text, timestamp } from '@lookalikes/schema';
import type { InputContract } from '@lookalikes/schema';
import { describe, expect, test } from 'vitest';
import type { Engine, InputRelation } from '../../engine.ts';
import {
  counts,
  edges,
  freshNumbers,
  newWrite,
  numbers,
  one,
  relationOf,
  rowsIn,
  select,
  someNumbers,
  things,
} from './bench.ts';

const visits: InputContract = {
  kind: 'input',
  name: 'visits',
  doc: 'Rows with a time.',
  time: 'seen_at',
  columns: { seen_at: timestamp('When.'), who: text('Who.') },
};

/** What a `{{name}}` must stand for, and what `inputDays`, `expose` and `drop` must do. */
export function relationsSuite(engine: () => Engine): void {
  describe('relations', () => {
    test('of writes are their rows, with region and date, and of no other write', async () => {
      const [first, second, other] = [newWrite(counts, '2026-11-19'), newWrite(counts, '2026-11-20'), newWrite(counts)];
      for (const write of [first, second, other]) await engine().load(write, [numbers(2)]);
      const statement = select(
        'SELECT run_date AS day, region AS word, CAST(count(*) AS INTEGER) AS number FROM {{kept}} GROUP BY run_date, region ORDER BY day',
        { kept: relationOf(second, first) },
      );
      expect(
        await engine().query(statement, {
          day: things.columns.day,
          word: things.columns.word,
          number: counts.columns.number,
        }),
      ).toEqual([
        { day: '2026-11-19', word: 'amer', number: 2 },
        { day: '2026-11-20', word: 'amer', number: 2 },
      ]);
    });

    test('of no writes, and empty ones, have columns and no rows', async () => {
      const relations = {
        none: { kind: 'writes' as const, dataset: things, writes: [] },
        empty: { kind: 'empty' as const, columns: things.columns },
      };
      const statement = select(
        'SELECT word FROM {{none}} WHERE run_date > CAST(:day AS DATE) UNION ALL SELECT word FROM {{empty}}',
        relations,
        { day: '2026-01-01' },
      );
      expect(await engine().query(statement, one('word', text('Text.')))).toEqual([]);
    });

    test('can be used twice in a statement', async () => {
      const kept = relationOf(await someNumbers(engine(), 3));
      const statement = select(
        'SELECT a.number FROM {{kept}} AS a JOIN {{kept}} AS b ON b.number = a.number + 1 ORDER BY a.number',
        { kept },
      );
      expect(await engine().query(statement, counts.columns)).toEqual([{ number: 0 }, { number: 1 }]);
    });
  });

  describe('inputs', () => {
    const input = (writeId: string, given: Partial<InputRelation> = {}): InputRelation => ({
      kind: 'input',
      contract: visits,
      binding: table(things.table, {
        fields: { seen_at: 'moment', who: `CASE WHEN write_id = '${writeId}' THEN word END` },
      }),
      region: 'amer',
      before: '2026-11-21',
      ...given,
    });
    const moments = [
      '2026-11-18T23:59:59.999999',
      '2026-11-19T00:00:00.000000',
      '2026-11-20T23:59:59.999999',
      '2026-11-21T00:00:00.000000',
    ];
    const withMoments = async () => {
      const write = newWrite();
      await engine().load(write, [{ ...edges, columns: { ...edges.columns, moment: moments } }]);
      return write;
    };
    const seen = async (relation: InputRelation) => {
      const rows = await engine().query(
        select('SELECT seen_at FROM {{visits}} WHERE who IS NOT NULL ORDER BY seen_at', { visits: relation }),
        one('seen_at', timestamp('When.')),
      );
      return rows.map((row) => row['seen_at']);
    };

    test("have the contract's fields by the binding's expressions, of rows before a day", async () => {
      const { writeId } = await withMoments();
      expect(await seen(input(writeId))).toEqual(moments.slice(0, 3));
    });

    test('have only the rows of the days asked for', async () => {
      const { writeId } = await withMoments();
      expect(await seen(input(writeId, { days: { from: '2026-11-19', to: '2026-11-20' } }))).toEqual(
        moments.slice(1, 2),
      );
      expect(await seen(input(writeId, { days: { from: '2026-11-20', to: '2026-11-25' } }))).toEqual(
        moments.slice(2, 3),
      );
    });

    test('tell their days, and that one has changed', async () => {
      const { writeId } = await withMoments();
      const days = { from: '2026-11-19', to: '2026-11-22' };
      const before = await engine().inputDays(input(writeId, { days }));
      expect(before.map(({ day }) => day)).toEqual(['2026-11-19', '2026-11-20']);
      expect(await engine().inputDays(input(writeId, { days }))).toEqual(before);
      await engine().load(newWrite(), [
        { ...edges, columns: { ...edges.columns, moment: moments.map(() => '2026-11-20T12:00:00.000000') } },
      ]);
      const after = await engine().inputDays(input(writeId, { days }));
      expect(after[0]).toEqual(before[0]);
      expect(after[1]?.day).toBe('2026-11-20');
      expect(after[1]?.basis).not.toBe(before[1]?.basis);
    });

    test('that are not there, or not as bound, are told apart from a wrong statement', async () => {
      const statement = (relation: InputRelation) => select('SELECT who FROM {{visits}}', { visits: relation });
      const gone = engine().query(
        statement(input('x', { binding: table('suite_nowhere_{region}') })),
        one('who', text('Who.')),
      );
      await expect(gone).rejects.toMatchObject({ code: 'input-missing' });
      await expect(gone).rejects.toThrow(/visits.*suite_nowhere/);
      await withMoments();
      const unlike = engine().query(statement(input('x', { binding: table(things.table) })), one('who', text('Who.')));
      await expect(unlike).rejects.toMatchObject({ code: 'bad-input' });
      await expect(unlike).rejects.toThrow(/visits.*seen_at/s);
      const unknown = input('x', { binding: table(things.table, { fields: { when: 'moment' } }) });
      await expect(engine().query(statement(unknown), one('who', text('Who.')))).rejects.toMatchObject({
        code: 'bad-input',
      });
    });
  });

  describe('expose and drop', () => {
    const shown = async () => {
      const rows = await engine().query(select('SELECT number, run_date AS day FROM suite_counts ORDER BY number'), {
        number: int('Number.'),
        day: things.columns.day,
      });
      return rows.map((row) => row['number']);
    };

    test('the view shows what is published, and nothing else', async () => {
      const [first, second] = [await someNumbers(engine(), 2), newWrite(counts)];
      await engine().load(second, [numbers(3, 10)]);
      await engine().expose([{ dataset: counts, writes: [first, second] }]);
      expect(await shown()).toEqual([0, 1, 10, 11, 12]);
      await engine().expose([{ dataset: counts, writes: [second] }]);
      expect(await shown()).toEqual([10, 11, 12]);
      await engine().expose([{ dataset: counts, writes: [] }]);
      expect(await shown()).toEqual([]);
    });

    test('drop forgets the rows of the writes it is given, and no others', async () => {
      const [gone, kept] = [await freshNumbers(engine(), 2), await someNumbers(engine(), 3)];
      await engine().drop([
        gone,
        newWrite(counts),
        newWrite({ ...counts, table: 'suite_never_v1', name: 'suite_never' }),
      ]);
      expect(await rowsIn(engine(), gone)).toBe(0);
      expect(await rowsIn(engine(), kept)).toBe(3);
      await engine().drop([gone]);
      await engine().drop([]);
    });
  });
}
