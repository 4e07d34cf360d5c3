import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nightFolder, ParityWorld } from '../../test/parity-world.ts';

let world: ParityWorld;
beforeEach(async () => {
  world = await ParityWorld.open();
});
afterEach(() => world[Symbol.asyncDispose]());

test('equal outputs are within every threshold', async () => {
  const report = await world.compare();
  expect(report.breaches).toEqual([]);
  const whole = { jaccard: 1, bands: { 1: 1, 10: 1, 50: 1, 100: 1 } };
  expect(report.segments).toEqual([
    { segment: 's 1', legacy: 200, ours: 200, ...whole },
    { segment: 's2', legacy: 50, ours: 50, ...whole, bands: { ...whole.bands, 1: null } },
  ]);
  expect(report).toMatchObject({ missing: [], added: [] });
  expect(report.weights).toEqual([{ segment: 's 1', legacy: 20, ours: 20, bothSides: 20, rankCorrelation: 1 }]);
  expect(report.sizes).toContainEqual({ segment: 's3', legacy: 0, ours: 0 });
  expect(report.format).toMatchObject({ compared: 250, lines: [], legacy: { files: 2, rows: 250, badLines: 0 } });
});

test('overlap is counted by id, and by how we rank them', async () => {
  // Without the best 20 of ours, and with 60 that we do not have; an id twice is one.
  world.edit('s=201', (lines) => [
    ...lines.slice(20),
    ...Array.from({ length: 60 }, (_, at) => `9${at}\t771`),
    '90\t771',
  ]);
  const { segments, breaches } = await world.compare();
  expect(segments[0]).toEqual({
    segment: 's 1',
    legacy: 240,
    ours: 200,
    jaccard: 180 / 260,
    bands: { 1: 0, 10: 0, 50: 0.8, 100: 0.9 },
  });
  expect(breaches).toEqual([
    's 1: reach 200 over 240 is not within 0.9 to 1.1',
    's 1: of our best 10 % the legacy has 0, below 0.7',
  ]);
  expect(
    (await world.compare({ thresholds: { jaccard: 0.7, reachRatio: [0.5, 2], topBandOverlap: 0 } })).breaches,
  ).toEqual(['s 1: overlap 0.692 is below 0.7']);
});

test('segments of one side only are told of', async () => {
  rmSync(join(world.legacy, nightFolder, 's2'), { recursive: true });
  world.put(`${nightFolder}/s9/part-00000.tsv.gz`, gzipSync('1\t779\n'));
  world.put(`${nightFolder}/s9/_SUCCESS`, '');
  const report = await world.compare({ thresholds: { newSegments: 0 } });
  expect(report).toMatchObject({ missing: ['s9'], added: ['s2'] });
  expect(report.breaches).toEqual([
    '1 segments of the legacy are missing (0 allowed): s9',
    '1 segments are new (0 allowed): s2',
  ]);
});

test('lines of the same id are compared value by value, and where they differ is told', async () => {
  world.edit('s2', (lines) =>
    lines.with(4, lines[4]!.replace('772', '0772')).with(7, lines[7]!.replace('772', '0772')),
  );
  const { format, breaches } = await world.compare();
  expect(format).toMatchObject({
    compared: 250,
    columns: { dsp_segment_id: 2, value: 0 },
    lines: [{ segment: 's2', legacyLine: 5, ourLine: 5, differing: 2 }],
  });
  expect(breaches).toEqual(['2 of 250 lines of the same id differ (0 allowed): dsp_segment_id in 2 lines']);
});

test('how files are written is compared: line ends, width, order', async () => {
  world.edit('s=201', (lines) => lines.toReversed(), '\r\n');
  world.edit('s2', (lines) => [...lines.slice(1), `${lines[0]}\textra`]);
  const { format, breaches } = await world.compare();
  expect(format.legacy).toMatchObject({ badLines: 1, unsortedLines: 199, ends: { lf: 50, crlf: 200 } });
  expect(breaches).toEqual([
    expect.stringMatching(/^1 lines of the legacy do not fit the layout, the first is .*s2\/part-00000\.tsv\.gz:50$/),
    'lines end differently: CRLF in the legacy, LF here',
  ]);
});

test('weights are compared by rank; a token that our report escapes is the same token', async () => {
  const line = (at: number, weight: number) => `s 1;token\\${at};${weight}\n`;
  const reversed = Array.from({ length: 20 }, (_, at) => line(at, at < 15 ? at : 15)).join('');
  world.put('weights/amer.csv', `segment;token;weight\n${reversed}`);
  const layout = {
    weights: { key: 'weights/{region}.csv', separator: ';', columns: ['segment_id', 'token', 'weight'] },
  };
  const { weights, breaches } = await world.compare(layout);
  expect(weights?.[0]).toMatchObject({ legacy: 20, ours: 20, bothSides: 20 });
  // By hand: ranks 1 to 15, then five that share 18, against 20 down to 1.
  expect(weights?.[0]?.rankCorrelation).toBeCloseTo(-0.992453, 6);
  expect(breaches).toEqual(['s 1: rank correlation -0.992 is below 0.5']);
});

test('sizes are compared; what cannot be compared is a breach, unless nobody asks for it', async () => {
  world.put(`${nightFolder}/reports/segment_sizes.tsv`, 'segment_id\treach\ns 1\t100\ns2\t50\ns4\tn/a\n');
  expect((await world.compare()).breaches).toEqual(['s 1: size 200 over 100 is not within 0.9 to 1.1']);
  rmSync(join(world.legacy, nightFolder, 'reports'), { recursive: true });
  expect((await world.compare()).breaches).toEqual([
    'no segment has weights on both sides',
    'no segment has a size on both sides',
  ]);
  expect((await world.compare({ weights: false, sizes: false })).breaches).toEqual([]);
});

test('the legacy may have one file for all segments, other columns, a header and no gzip', async () => {
  const of = await world.compare();
  const lines = ['uid,seg,when'];
  for (let at = 0; at < 200; at++) lines.push(`${1000 + at * 7},771,0`);
  for (let at = 0; at < 50; at++) lines.push(`${1000 + at * 7},772,0`);
  world.put('out/2026-11-21/amer.csv', lines.join('\n'));
  const layout = {
    segments: {
      key: 'out/{run_date}/*.csv',
      columns: ['dsp_user_id', 'dsp_segment_id', '-'],
      separator: ',',
      header: true,
    },
  };
  const report = await world.compare(layout);
  expect(report.breaches).toEqual([]);
  expect(report.segments).toEqual(of.segments);
});

test.each([
  ['a night nobody ran', {}, '2026-11-20', /no run of amer\/2026-11-20 is on record/],
  [
    'a place without files',
    { segments: { key: 'elsewhere/{segment_id}/*' } },
    '2026-11-21',
    /no file of the legacy fits/,
  ],
  ['a layout without ids', { segments: { columns: ['segment_id'] } }, '2026-11-21', /expected dsp_user_id among them/],
])('%s is refused', async (_, layout, runDate, message) => {
  await expect(world.compare(layout, runDate)).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringMatching(message),
  });
});

test('a manifest that is gone or none, a file that is broken, a weight that is no number are refused', async () => {
  world.put(`${nightFolder}/s2/part-00000.tsv.gz`, gzipSync('1\t772\n'.repeat(1000)).subarray(0, 30));
  await expect(world.compare()).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/s2.* is broken gzip/),
  });
  world.put(`${nightFolder}/s2/part-00000.tsv.gz`, '1\t772\n');
  world.put(`${nightFolder}/reports/supa_models_collection.tsv`, 'segment_id\ttoken\tweight\ns2\ta\t1\ns2\tb\tnone\n');
  await expect(world.compare()).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/is no number/),
  });
  world.put(`${nightFolder}/reports/supa_models_collection.tsv`, 'segment\ttoken\tweight\ns2\ta\t1\n');
  await expect(world.compare()).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/does not name segment_id/),
  });
  world.put(`${nightFolder}/reports/supa_models_collection.tsv`, 'segment_id\ttoken\tweight\ns2\ta\n');
  await expect(world.compare()).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/fewer values than columns/),
  });
  await world.world.store.put(`${nightFolder}/manifest.json`, '{}');
  await expect(world.compare()).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/is no manifest/),
  });
  await world.world.store.delete(`${nightFolder}/manifest.json`);
  await expect(world.compare()).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringMatching(/manifest .* is gone/),
  });
});
