import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookalikes } from '../../test/lookalikes.ts';
import { ParityWorld } from '../../test/parity-world.ts';
import { configText } from '../../test/world.ts';

let world: ParityWorld;
let root: string;
beforeAll(async () => {
  world = await ParityWorld.open();
  ({ root } = world.world);
  writeFileSync(join(root, 'lookalikes.config.ts'), configText());
  // The config names a database a region.
  mkdirSync(join(root, '.lookalikes'));
  cpSync(join(root, 'night.duckdb'), join(root, '.lookalikes/amer.duckdb'));
});
afterAll(() => world[Symbol.asyncDispose]());

const parity = (...args: string[]) => lookalikes(['parity', '--run', 'amer/2026-11-21', ...args], root);

test('status 0 within the thresholds, 3 beyond one, and both say what was found', async () => {
  const equal = await parity('--legacy', 'legacy');
  expect(equal).toMatchObject({ status: 0, stderr: '' });
  expect(equal.stdout).toContain('amer/2026-11-21 beside legacy: within every threshold');
  expect(equal.stdout).toMatch(/^s 1 +200 +200 +1\.000 +1 +1 +1 +1 +200\/200$/m);
  expect(equal.stdout).toContain('250 lines of the same id and segment, 0 differ');

  world.edit('s2', (lines) => lines.slice(25).map((line) => `${line}0`));
  const other = await parity('--legacy', 'legacy', '--memory', '256MB');
  expect(other.status).toBe(3);
  expect(other.stdout).toContain('beyond s2: reach 50 over 25 is not within 0.9 to 1.1');
  expect(other.stdout).toContain('  s2: 25 lines, the first is line 1 of the legacy, 26 here');
  const json = JSON.parse((await parity('--legacy', 'legacy', '--json')).stdout) as { breaches: string[] };
  expect(json.breaches).toHaveLength(3);
});

test('a layout says what is good enough', async () => {
  const thresholds = { jaccard: 0.5, reachRatio: [0.1, 10], topBandOverlap: 0, formatDifferences: 25 };
  writeFileSync(join(root, 'layout.json'), JSON.stringify({ thresholds }));
  expect(await parity('--legacy', 'legacy', '--layout', 'layout.json')).toMatchObject({ status: 0 });
});

test.each([
  [['--legacy', 'nowhere'], 'there is no such folder'],
  [['--legacy', 'hdfs://legacy/out'], 'expected a folder or s3://bucket/prefix, found hdfs://'],
  [['--legacy', 'legacy', '--layout', 'none.json'], 'cannot be read as JSON'],
  [['--legacy', 'legacy', '--layout', 'wrong.json'], 'Unrecognized key: "treshold"'],
  [[], "required option '--legacy <uri>' not specified"],
])('refuses %j with status 2', async (args, message) => {
  writeFileSync(join(root, 'wrong.json'), '{ "treshold": {} }');
  const { status, stdout, stderr } = await parity(...args);
  expect(stderr).toContain(message);
  expect([status, stdout]).toEqual([2, '']);
});
