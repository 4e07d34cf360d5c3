import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, expect, it } from 'vitest';
import { lookalikes } from '../test/lookalikes.ts';
import { newFolder, smallWorld, sums } from '../test/world.ts';

let inputs = '';
let expected: Record<string, string>;

beforeAll(async () => {
  inputs = await smallWorld();
  expected = await deliveriesOf(inputs);
}, 240_000);

/** Runs the night on a copy of the inputs, changed before it runs, and gives the sha256 of everything delivered and reported. */
async function deliveriesOf(
  from: string,
  change: (world: string) => unknown = () => {},
): Promise<Record<string, string>> {
  const world = newFolder();
  cpSync(from, world, { recursive: true });
  await change(world);
  const { status, stderr } = await lookalikes(['run', '--date', '2026-11-21'], world);
  expect([status, stderr]).toEqual([0, expect.not.stringContaining('error')]);
  return sums(join(world, 'objects/lookalikes/amer'));
}

/** Writes every file of events anew: in another order, and every seventh row twice. */
async function shuffle(world: string): Promise<void> {
  const events = join(world, 'inputs/events');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  for (const name of readdirSync(events, { recursive: true, encoding: 'utf8' })) {
    const file = join(events, name);
    // What the sums say of the files is no longer so.
    if (name.endsWith('SHA256SUMS')) rmSync(file);
    if (!name.endsWith('.parquet')) continue;
    await connection.run(
      `COPY (
        SELECT * FROM (FROM '${file}' UNION ALL FROM '${file}' WHERE hash(user_id, event_time) % 7 = 0)
        ORDER BY hash(event_time, user_id, tokens) DESC
      ) TO '${file}.new' (FORMAT parquet)`,
    );
    renameSync(`${file}.new`, file);
  }
  connection.closeSync();
  instance.closeSync();
}

it('delivers something', () => {
  expect(Object.keys(expected).filter((path) => path.endsWith('.tsv.gz')).length).toBeGreaterThan(3);
});

it('delivers the same bytes with two threads as with one', async () => {
  const two = await deliveriesOf(inputs, (world) => {
    const file = join(world, 'lookalikes.config.ts');
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('threads: 1');
    writeFileSync(file, text.replace('threads: 1', 'threads: 2'));
  });
  expect(two).toEqual(expected);
}, 240_000);

it('delivers the same bytes from shuffled and duplicated events', async () => {
  expect(await deliveriesOf(inputs, shuffle)).toEqual(expected);
}, 240_000);

it('notices other events', async () => {
  const fewer = await deliveriesOf(inputs, (world) => {
    const af = join(world, 'inputs/events/af');
    rmSync(join(af, readdirSync(af).toSorted().at(-2) ?? dirname(af)), { recursive: true });
  });
  expect(fewer).not.toEqual(expected);
}, 240_000);
