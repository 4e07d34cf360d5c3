import { afterAll, beforeAll, expect, it } from 'vitest';
import { allKinds } from '../test/corruption/all-kinds.ts';
import { damaged } from '../test/corruption/damage.ts';
import type { Kind } from '../test/corruption/kind.ts';
import { refusals, tryKind } from '../test/corruption/kind.ts';
import type { DoneNight } from '../test/corruption/night.ts';
import { doneNight } from '../test/corruption/night.ts';

// A small part of `npm run test:corruption`; docs/reliability.md has the whole.

let world: DoneNight;
let kinds: Kind[];
beforeAll(async () => {
  world = await doneNight();
  kinds = await allKinds(world);
}, 120_000);
afterAll(async () => {
  for (const kind of kinds) await kind.close();
  world[Symbol.dispose]();
});

const kindNamed = (name: string): Kind => kinds.find((kind) => kind.name === name) as Kind;

it('damages a file the same for the same seed, in one place', () => {
  const whole = new Uint8Array(100);
  const of = (seed: number) => [...damaged(whole, { flips: 20, cuts: 5, seed })];
  expect(of(1)).toEqual(of(1));
  expect(of(1)).not.toEqual(of(2));
  for (const { content } of of(1).slice(0, 20)) {
    expect(content.filter((byte) => byte !== 0)).toHaveLength(1);
    expect(content).toHaveLength(100);
  }
  for (const { content } of of(1).slice(20)) expect(content.length).toBeLessThan(100);
  expect(whole).toEqual(new Uint8Array(100));
});

it.each([
  'model artifact',
  'ledger entry',
  'record of an attempt',
  'journal, before an effect',
  'hold of a segment',
  'delivery manifest',
  'events, Parquet, with SHA256SUMS',
  'mapping, Parquet, with SHA256SUMS',
])('%s: damage is always refused, as damage', async (name) => {
  const tally = await tryKind(kindNamed(name), { flips: 60, cuts: 20, seed: 1 });
  expect(tally.unnoticed).toEqual([]);
  expect([refusals(tally), tally.tried]).toEqual([80, 80]);
  expect([...tally.refused.keys()]).toEqual([name === 'delivery manifest' ? 'bad-input' : 'corrupt']);
});

it("the region's DuckDB file: no other row is read than was written", async () => {
  const tally = await tryKind(kindNamed("the region's DuckDB file"), { flips: 16, cuts: 4, seed: 1 });
  expect(tally.unnoticed).toEqual([]);
  expect(refusals(tally)).toBeGreaterThan(0);
}, 60_000);

it('every other kind of file has no checksum to be held against', () => {
  const held = kinds.filter(({ heldBy }) => heldBy === undefined).map(({ name }) => name);
  expect(held).toEqual([
    'events, Parquet, without SHA256SUMS',
    'mapping, Parquet, without SHA256SUMS',
    'segments TSV',
    'pixels TSV',
  ]);
});
