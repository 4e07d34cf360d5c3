import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { duckdb } from '@lookalikes/engine-duckdb';
import { metadata } from '@lookalikes/metadata';
import { reporting } from '@lookalikes/reporting';
import type { Dataset } from '@lookalikes/schema';
import { audiences, guardRails, delivered, files, rejectedMetadata, segments } from '@lookalikes/schema';
import { checkKey } from '@lookalikes/stage-kit';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { given, nightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { sync } from '@lookalikes/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** What somebody who means no good may put into a name or an id. */
const hostile = [
  `it's "quoted" \`back\``,
  "x'; DROP TABLE segments_v1; --",
  "' OR '1'='1",
  "\"; COPY (SELECT 1) TO 'escaped.csv'; --",
  'a\tb',
  'a\nb',
  'a\r',
  'a\u0000b',
  'a\u0085b',
  '\u001b[31mred',
  '../../../../etc/escaped',
  '..',
  '.',
  '/etc/escaped',
  'a/../../b',
  'C:\\escaped',
  '%2e%2e%2fescaped',
  '=2E=2E=2Fescaped',
  '{{segments}}',
  '{run_date}',
  ':run_date',
  '$run_date ?1 ${HOME}',
  '\u202egnp.exe\u202c',
  '\u200fאבג',
  'Größe 😀 ₿',
  '\ufeffbom',
  '-1',
  '=cmd()',
  '\\N',
  'NULL',
  'x'.repeat(200),
  '/'.repeat(200),
  'y'.repeat(10_000),
  '',
  ' padded ',
];
/** What may not be in an id of a segment, as the metadata has it: longer, empty, padded, or with control characters. */
const isRefused = (value: string): boolean =>
  value === '' || value.length > 200 || value !== value.trim() || /\p{Cc}/u.test(value);

const idOf = (value: string, at: number): string => (isRefused(value) ? value : `${value}#${at}`.slice(0, 200));
const ids = hostile.map((value, at) => (value.length === 200 ? value : idOf(value, at)));
const kept = ids.filter((id) => !isRefused(id));
const folder = 'lookalikes/amer/2026-11-21';

let world: NightWorld;
let outcome: Awaited<ReturnType<NightWorld['run']>>;
beforeAll(async () => {
  world = await nightWorld({
    engine: () => duckdb({ path: 'night.duckdb', threads: 2 }),
    store: fileStore({ root: 'objects' }),
  });
  const head = 'segment_id\tname\tregion\tdsp\tdsp_segment_id\taudience_size\tttl_days\tactive';
  const rows = ids.map((id) => `${id}\t${id}\tamer\tan\t${id}\t\t\ttrue`);
  await world.store.put('lookalikes/latest/production_lookalike_segments.tsv', [head, ...rows, ''].join('\n'));
  const pixels = ids.map((id) => `${id}\t${id}`);
  await world.store.put(
    'lookalikes/latest/production_lookalike_pixels.tsv',
    ['segment_id\tpixel_id', ...pixels, ''].join('\n'),
  );
  mkdirSync(join(world.root, 'inputs'));
  const mapping = hostile.map((value) => ({
    event_time: '2026-11-01T00:00:00',
    source: 'an',
    source_user_id: value,
    user_id: `user ${value}`,
  }));
  writeFileSync(join(world.root, 'inputs/mapping.jsonl'), mapping.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const chosen = kept.flatMap((segment_id) =>
    hostile.map((value, at) => ({
      segment_id,
      user_key: BigInt(at),
      user_id: `user ${value}`,
      score: -at,
      rank: at + 1,
    })),
  );
  const others = Object.values(reporting.reads)
    .filter((read): read is Dataset => read.kind === 'dataset')
    .filter(({ writtenBy }) => !['metadata', 'scoring', 'sync'].includes(writtenBy))
    .map((dataset) => [dataset, []] as const);
  const earlier = given([audiences.v1, chosen] as const, [guardRails.v1, []] as const, ...others);
  outcome = await world.run([metadata, earlier, sync, reporting], {
    inputs: { mapping: files('inputs/mapping.jsonl') },
    stages: { metadata: { maxRejectedShare: 0.9 }, sync: { columns: ['dsp_user_id', 'dsp_segment_id', 'segment_id'] } },
  });
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

test('the night ends well; what cannot be an id is set aside with its reason, the rest is kept exactly', async () => {
  expect(outcome.error).toBeUndefined();
  expect(
    (await world.rows(segments.v1)).map(({ segment_id, name, dsp_segment_id }) => [segment_id, name, dsp_segment_id]),
  ).toEqual(kept.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).map((id) => [id, id, id]));
  expect((await world.rows(rejectedMetadata.v1)).length).toBeGreaterThan(0);
});

test('ids that the file cannot hold are left out; the others stand in their column as they are', async () => {
  const fit = hostile.filter((value) => /^[\u0021-\u007e]{1,200}$/.test(value));
  expect(fit.length).toBeGreaterThan(8);
  const found: string[][] = [];
  for await (const { key } of world.store.list(`${folder}/`)) {
    if (!key.endsWith('.tsv.gz')) continue;
    const lines = gunzipSync(await world.store.get(key))
      .toString()
      .split('\n')
      .slice(0, -1);
    found.push(...lines.map((line) => line.split('\t')));
  }
  const expected = kept.flatMap((segment) => fit.map((id) => [id, segment, segment]));
  expect(found.map((line) => line.join('\t')).toSorted()).toEqual(expected.map((line) => line.join('\t')).toSorted());
  expect(await world.rows(delivered.v1)).toHaveLength(expected.length);
});

test('every key is a key, different for different segments, and under its folder', async () => {
  const keys: string[] = [];
  for await (const { key } of world.store.list('')) keys.push(key);
  for (const key of keys) expect(() => checkKey(key)).not.toThrow();
  expect(keys.filter((key) => key.endsWith('part-00000.tsv.gz'))).toHaveLength(kept.length);
  expect([...new Set(keys.map((key) => key.slice(0, key.indexOf('/'))))].toSorted()).toEqual([
    'journal',
    'ledger',
    'locks',
    'lookalikes',
    'runs',
  ]);
  expect(
    readdirSync(world.root)
      .filter((name) => !name.startsWith('night.duckdb'))
      .toSorted(),
  ).toEqual(['inputs', 'objects']);
});

test('reports hold names exactly, escaped, one line each', async () => {
  const text = Buffer.from(await world.store.get(`${folder}/reports/segment_sizes.tsv`)).toString();
  const lines = text.split('\n').slice(1, -1);
  const names = lines.map((line) =>
    (line.split('\t')[1] as string).replaceAll(/\\(\\|t|n|r|u[0-9A-F]{4})/g, unescaped),
  );
  expect(names.toSorted()).toEqual(kept.toSorted());
});

test('no value of a row is in the record or in a warning', () => {
  const told = JSON.stringify(outcome.record.stages.flatMap(({ warnings }) => warnings.map(({ message }) => message)));
  for (const value of hostile)
    expect(value.length > 6 && told.includes(JSON.stringify(`user ${value}`).slice(1, -1))).toBe(false);
});

const unescaped = (_: string, code: string): string =>
  ({ '\\': '\\', t: '\t', n: '\n', r: '\r' })[code] ?? String.fromCharCode(Number.parseInt(code.slice(1), 16));
