import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { lookalikes } from '../test/lookalikes.ts';
import { newFolder, smallWorld } from '../test/world.ts';

interface Outcome {
  readonly status: string;
  readonly heldSegments?: readonly string[];
  readonly record: {
    readonly stages: readonly { readonly warnings: readonly { readonly code: string; readonly segment?: string }[] }[];
  };
}

let world = '';
let held: readonly string[] = [];

const run = async (...args: readonly string[]) => {
  const { status, stdout } = await lookalikes(['run', '--region', 'amer', '--json', ...args], world);
  const [outcome] = JSON.parse(stdout) as Outcome[];
  return { ...outcome!, exit: status };
};
const again = () => run('--date', '2026-11-21', '--from', 'guard-rails');
const warned = ({ record }: Outcome, code: string) =>
  record.stages.flatMap(({ warnings }) => warnings.filter((one) => one.code === code).map(({ segment }) => segment));

/** Asks for half of all users for every segment. */
function enlarge(file: string): void {
  const lines = readFileSync(file, 'utf8').split('\n');
  const at = lines[0]!.split('\t').indexOf('audience_size');
  const larger = lines.slice(1).map((line) => {
    const values = line.split('\t');
    return values.length > at ? values.with(at, '0.5').join('\t') : line;
  });
  writeFileSync(file, [lines[0], ...larger].join('\n'));
}

beforeAll(async () => {
  world = await smallWorld();
}, 480_000);

it('a night with held segments is done, delivers the others, and ends with status 3', async () => {
  expect(await run('--date', '2026-11-20')).toMatchObject({ exit: 0, status: 'done' });
  enlarge(join(world, 'objects/lookalikes/latest/production_lookalike_segments.tsv'));
  const night = await run('--date', '2026-11-21');
  expect(night).toMatchObject({ exit: 3, status: 'done' });
  held = night.heldSegments ?? [];
  expect(held.length).toBeGreaterThan(0);
  const { status, stdout, stderr } = await lookalikes(
    ['run', '--region', 'amer', '--date', '2026-11-21', '--from', 'guard-rails', '--log', 'plain'],
    world,
  );
  const said = `held back: ${held.join(', ')}`;
  expect([status, stdout, stderr]).toEqual([3, expect.stringContaining(said), expect.stringContaining(said)]);
  const manifest = JSON.parse(
    readFileSync(join(world, 'objects/lookalikes/amer/2026-11-21/manifest.json'), 'utf8'),
  ) as { segments: { segment_id: string; action: string }[] };
  const left = manifest.segments.filter(({ action }) => action === 'leave').map(({ segment_id }) => segment_id);
  expect(left).toEqual(expect.arrayContaining([...held]));
  expect(manifest.segments.filter(({ action }) => action === 'deliver').map((of) => of.segment_id)).not.toContain(
    held[0],
  );
}, 480_000);

it('release lets a held segment through', async () => {
  const [first = ''] = held;
  const { status, stdout } = await lookalikes(['release', first, '--region', 'amer'], world);
  const how = 'lookalikes run --date 2026-11-21 --region amer --from guard-rails delivers it';
  expect([status, stdout]).toEqual([0, `amer: ${first} is released for 2026-11-21; ${how}\n`]);
  const night = await again();
  expect(night.heldSegments ?? []).toEqual(held.slice(1));
  expect(warned(night, 'released')).toEqual([first]);
}, 480_000);

it('hold keeps a segment back until it is released, and is no status 3 by itself', async () => {
  const [first = ''] = held;
  const holding = await lookalikes(['hold', first, '--reason', 'the campaign ended', '--region', 'amer'], world);
  expect([holding.status, holding.stdout]).toEqual([0, expect.stringContaining(`amer: ${first} is held`)]);
  const night = await again();
  expect(warned(night, 'held-by-hand')).toEqual([first]);
  const released = await lookalikes(['release', first, '--region', 'amer'], world);
  expect([released.status, released.stdout]).toEqual([0, expect.stringContaining('not held by hand any more')]);
  expect(warned(await again(), 'held-by-hand')).toEqual([]);
}, 480_000);

it.each([
  [['hold', 'nonsense'], /^error: no segment 'nonsense' is on record of the newest night/],
  [['release', 'nonsense', '--date', '2026-11-01'], /^error: no segment 'nonsense' is on record of 2026-11-01/],
  [['hold', 'x', '--region', 'nowhere'], /expected one of amer, emeaApac/],
])('%j is refused with status 2', async (args, message) => {
  const { status, stderr } = await lookalikes(args, world);
  expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
});

it('release of what nothing holds says so', async () => {
  const [first = ''] = held;
  const { status, stderr } = await lookalikes(['release', first, '--date', '2026-11-20'], world);
  expect([status, stderr]).toEqual([
    2,
    `error: nothing holds ${first}: neither a person, nor the guard rails of amer/2026-11-20\n`,
  ]);
  expect((await lookalikes(['hold', first], newFolder())).status).toBe(2);
});
