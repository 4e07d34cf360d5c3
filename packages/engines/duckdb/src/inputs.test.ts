import { readFile, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { int } from '@lookalikes/schema';
import type { InputRelation } from '@lookalikes/stage-kit';
import { describe, expect, test } from 'vitest';
import { csv, inputWorld, row, statement, tokens } from '../test/input-world.ts';

const { engine, home, folder, put, events, read, users } = await inputWorld();

describe('formats', () => {
  const expected = {
    event_time: '2026-11-20T01:00:00.000000',
    region: 'amer',
    source: 'st',
    user_id: '007',
    pixel_id: null,
    tokens: ['x y', 'z"'],
  };

  test('csv: text by text, quotes and all', async () => {
    await put(
      'a.csv',
      'tokens,user_id,region,source,pixel_id,event_time\n"x y|z""",007,amer,st,,2026-11-20T03:00:00+02:00\n',
    );
    expect(await read(events('a.csv', { fields: { tokens: "string_split(tokens, '|')" } }))).toEqual([expected]);
  });

  test('tsv: no quotes, gzipped or not', async () => {
    const content =
      'ts\tregion\tsource\tuser_id\tpixel_id\ttokens\n2026-11-20 01:00:00\tamer\tst\t007\t\tx y|z"\n#"odd\t\t\t\t\t\n';
    await put('a.tsv.gz', gzipSync(content));
    const fields = {
      event_time: "CASE WHEN ts LIKE '2%' THEN ts END -- a comment",
      tokens: "string_split(tokens, '|')",
    };
    expect(await read(events('*.tsv.gz', { fields }))).toEqual([expected]);
  });

  test('jsonl: by name, and by expression', async () => {
    const line = {
      event_time: '2026-11-20T01:00:00Z',
      region: 'amer',
      source: 'st',
      user_id: '007',
      tokens: ['x y', 'z"'],
    };
    await put('a.jsonl', `${JSON.stringify(line)}\n`);
    expect(await read(events('a.jsonl'))).toEqual([expected]);
    await put(
      'b.jsonl',
      `${JSON.stringify({ ...line, event_time: undefined, ts: line.event_time, user_id: undefined, id: '007', pixel_id: null })}\n`,
    );
    expect(await read(events('b.jsonl', { fields: { event_time: 'ts', user_id: 'id' } }))).toEqual([expected]);
  });

  test('parquet: columns as they are', async () => {
    const path = join(home, folder(), 'p.parquet');
    const plain = join(tmpdir(), `${folder()}.parquet`);
    const connection = await (await DuckDBInstance.create()).connect();
    await connection.run(
      `COPY (SELECT TIMESTAMP '2026-11-20 01:00:00' AS event_time, 'amer' AS region, 'st' AS source, '007' AS user_id, CAST(NULL AS VARCHAR) AS pixel_id, ['x y', 'z"'] AS tokens) TO '${plain}'`,
    );
    connection.closeSync();
    await put('p.parquet', await readFile(plain));
    await unlink(plain);
    expect(await read(events('*.parquet'))).toEqual([expected]);
    await writeFile(path, 'PAR1 but no parquet at all');
    await expect(read(events('*.parquet'))).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('text formats need an expression for a list', async () => {
    await put('a.csv', csv(row('2026-11-20', 'u1')));
    const refused = read(events('a.csv'));
    await expect(refused).rejects.toMatchObject({ code: 'bad-input' });
    await expect(refused).rejects.toThrow(/csv has no lists, so 'tokens' needs an expression.*string_split\(tokens/);
  });

  test.each([
    { what: 'a line too long', content: csv(row('2026-11-20', 'u-7') + ',more', row('2026-11-20', 'u2')) },
    { what: 'a quote that never ends', content: csv('2026-11-20T12:00:00,amer,af,"u-7,,a b') },
    { what: 'a time that is none', content: csv('u-7,amer,af,u1,,a b'), code: 'sql' },
    { what: 'no header', content: '' },
    { what: 'other columns', content: 'a,b\n1,2\n' },
  ])('a csv with $what is refused without its values', async ({ content, code = 'bad-input' }) => {
    await put('a.csv', content);
    const refused = read(events('*.csv', { fields: tokens }));
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(/^(?!.*u-7)/s);
  });
});

describe('places', () => {
  test('{source} is the source, {region} the region, and only the days asked for are read', async () => {
    for (const source of ['af', 'st']) {
      for (const day of ['2026-11-18', '2026-11-19', '2026-11-20', '2026-11-21']) {
        await put(`amer/${source}/${day}/x.csv`, csv(row(day, `u${day.slice(-2)}`, 'not this')));
      }
    }
    await put('emeaApac/af/2026-11-20/x.csv', csv(row('2026-11-20', 'elsewhere')));
    await put('amer/st/2026-11-99/x.csv', 'not read');
    await put('amer/st/2026-11-21/y.csv', 'not read');
    await put('amer/.hidden/2026-11-20/x.csv', 'not read');
    await put('amer/st/2026-11-20/.x.csv', 'not read');
    const input = (days?: InputRelation['days']) =>
      events('{region}/{source}/{date}/*.csv', { fields: tokens, ...(days && { days }) });
    expect(await users(input())).toEqual(['af/u18', 'af/u19', 'af/u20', 'st/u18', 'st/u19', 'st/u20']);
    expect(await users(input({ from: '2026-11-19', to: '2026-11-20' }))).toEqual(['af/u19', 'st/u19']);
    expect(await users(input({ from: '2026-11-20', to: '2026-11-30' }))).toEqual(['af/u20', 'st/u20']);
    expect(
      await users(events('{region}/{source}/{date}/x.csv', { fields: { ...tokens, source: "upper('own')" } })),
    ).toHaveLength(6);
    const { sql } = engine().compile(statement(input({ from: '2026-11-19', to: '2026-11-20' })));
    expect(sql).toContain('2026-11-19');
    expect(sql).not.toMatch(/2026-11-(18|20)/);
  });

  test('a day without files has no rows; no file at all is missed', async () => {
    await put('af/2026-11-20/x.csv', csv(row('2026-11-20', 'u1')));
    expect(
      await read(events('{source}/{date}/*.csv', { fields: tokens, days: { from: '2026-11-01', to: '2026-11-02' } })),
    ).toEqual([]);
    expect(await read(events('nowhere/{date}/*.csv', { fields: tokens }))).toEqual([]);
    for (const path of ['nowhere/*.csv', 'af/2026-11-20', 'af/2026-11-20/x.csv/y.csv', 'x.csv']) {
      const missed = read(events(path, { fields: tokens, format: 'csv' }));
      await expect(missed).rejects.toMatchObject({ code: 'input-missing' });
      await expect(missed).rejects.toThrow(`no file matches '${folder()}/${path}' for amer in ${home}`);
    }
  });

  test('a placeholder stands for the same wherever it stands; an unknown one is refused', async () => {
    await put('af/2026-11-20.st.csv', csv(row('2026-11-20', 'u1')));
    await put('af/2026-11-20.af.csv', csv(row('2026-11-20', 'u2')));
    await put('2026-11-20_2026-11-20.csv', csv(row('2026-11-20', 'u3')));
    await put('2026-11-20_2026-11-19.csv', csv(row('2026-11-20', 'u4')));
    expect(await users(events('{source}/{date}.{source}.csv', { fields: tokens }))).toEqual(['af/u2']);
    expect(await users(events('{date}_{date}.csv', { fields: tokens }))).toEqual(['af/u3']);
    await expect(read(events('{day}/*.csv', { fields: tokens }))).rejects.toThrow(
      /\{day\}; known are \{region\}, \{source\}, \{date\}/,
    );
  });

  test('names that are patterns to DuckDB are names', async () => {
    await put("a[1]*it's?.csv", csv(row('2026-11-20', 'u1')));
    await put("a1xit'sx.csv", csv(row('2026-11-20', 'u2')));
    expect(await users(events("a[1]*it's?.csv", { fields: tokens }))).toEqual(['af/u1']);
    expect(await users(events(`a1xit's*.csv`, { fields: tokens }))).toEqual(['af/u2']);
  });

  test('links are followed, and one to nowhere is missed', async () => {
    const path = await put('real/x.csv', csv(row('2026-11-20', 'u1')));
    await symlink(dirname(path), join(home, folder(), 'alias'));
    expect(await users(events('a*/*.csv', { fields: tokens }))).toEqual(['af/u1']);
    await symlink(join(home, folder(), 'gone.csv'), join(home, folder(), 'real/y.csv'));
    await expect(read(events('real/*.csv', { fields: tokens }))).rejects.toMatchObject({ code: 'input-missing' });
  });
});

test('a statement over files runs as one', async () => {
  await put('x.csv', csv(row('2026-11-20', 'u1'), row('2026-11-20', 'u2')));
  const found = await engine().query(
    statement(
      events('x.csv', { fields: tokens }),
      'SELECT CAST(count(*) AS INTEGER) AS number FROM {{events}} AS a CROSS JOIN {{events}} AS b',
    ),
    { number: int('Rows.') },
  );
  expect(found).toEqual([{ number: 4 }]);
});
