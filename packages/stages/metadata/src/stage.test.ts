import { gzipSync } from 'node:zlib';
import { duckdb } from '@lookalikes/engine-duckdb';
import { metadataFiles, pixels, rejectedMetadata, segments } from '@lookalikes/schema';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { nightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { expect, test } from 'vitest';
import { metadata } from './stage.ts';

const segmentLines = [
  metadataFiles.segments.columns.join('\t'),
  's1\tTravel\tamer\tan\t771\t0.05\t30\ttrue',
  's2\tCars\tamer\tan\t772\t\t\tyes',
  's3\tFilm\tamer\tan\t773\t500\t30\tfalse',
  's4\tGarden\temeaApac\tan\t774\t500\t30\t1',
  's5\tToo few\tamer',
  's1\tAgain\tamer\tan\t771\t0.05\t30\ttrue',
  's6\tNo pixel\tamer\tan\t776\t0.05\t30\ttrue',
  's7\tMore\temeaApac\tan\t777\t0.05\t30\ttrue',
  's8\tMore\temeaApac\tan\t778\t0.05\t30\ttrue',
  's9\tMore\temeaApac\tan\t779\t0.05\t30\ttrue',
];
const pixelLines = [
  'segment_id\tpixel_id',
  's1\tp1',
  's1\tp1b',
  's2\tp2',
  's3\tp3',
  's4\tp4',
  's7\tp7',
  's8\tp8',
  's9\tp9',
  's99\tp99',
];

const world = () =>
  nightWorld({
    engine: ({ region }) => duckdb({ path: `${region}.duckdb`, threads: 1 }),
    store: fileStore({ root: 'objects' }),
  });

async function put(
  { store }: NightWorld,
  files: { segments?: string | Uint8Array; pixels?: string | Uint8Array } = {},
) {
  await store.put(metadataFiles.segments.key, files.segments ?? segmentLines.join('\n'));
  await store.put(metadataFiles.pixels.key, files.pixels ?? pixelLines.join('\n'));
}

test("the region's active segments and their pixels are frozen; bad rows are set aside, counted and warned of", async () => {
  await using night = await world();
  await put(night);
  const { record, error } = await night.run([metadata]);
  expect(error).toBeUndefined();
  expect(await night.rows(segments.v1)).toEqual([
    { segment_id: 's1', name: 'Travel', dsp: 'an', dsp_segment_id: '771', audience_size: 0.05, ttl_days: 30 },
    { segment_id: 's2', name: 'Cars', dsp: 'an', dsp_segment_id: '772', audience_size: null, ttl_days: null },
    { segment_id: 's6', name: 'No pixel', dsp: 'an', dsp_segment_id: '776', audience_size: 0.05, ttl_days: 30 },
  ]);
  expect(await night.rows(pixels.v1)).toEqual([
    { segment_id: 's1', pixel_id: 'p1' },
    { segment_id: 's1', pixel_id: 'p1b' },
    { segment_id: 's2', pixel_id: 'p2' },
  ]);
  expect(await night.rows(rejectedMetadata.v1)).toEqual([
    { file: 'pixels', line: 10, reason: 'segment_id names no valid segment', content: 's99\tp99' },
    { file: 'segments', line: 6, reason: 'too few columns (expected 8)', content: 's5\tToo few\tamer' },
    { file: 'segments', line: 7, reason: 'segment_id was used by an earlier row', content: segmentLines[6] },
  ]);
  const [stage] = record.stages;
  const figures = Object.groupBy(stage?.figures ?? [], ({ segment }) => (segment === undefined ? 'night' : 'segment'));
  expect(figures.segment?.map(({ name, value, segment }) => [name, value, segment])).toEqual([
    ['segment_name', 'Travel', 's1'],
    ['segment_name', 'Cars', 's2'],
    ['segment_name', 'No pixel', 's6'],
  ]);
  expect(Object.fromEntries(figures.night?.map(({ name, value }) => [name, value]) ?? [])).toEqual({
    segments_rows: 10,
    segments_rejected: 2,
    'segments_rejected: too few columns (expected 8)': 1,
    'segments_rejected: segment_id was used by an earlier row': 1,
    pixels_rows: 9,
    pixels_rejected: 1,
    'pixels_rejected: segment_id names no valid segment': 1,
    segments: 3,
    segments_inactive: 1,
    pixels: 3,
  });
  expect(stage?.warnings.map(({ code, segment }) => [code, segment])).toEqual([
    ['rows-set-aside', undefined],
    ['rows-set-aside', undefined],
    ['no-pixels', 's6'],
  ]);
});

test('the other region has its own, and all rejected rows', async () => {
  await using night = await world();
  await put(night);
  await night.run([metadata], { region: 'emeaApac' });
  const rows = await night.rows(segments.v1, { region: 'emeaApac' });
  expect(rows.map(({ segment_id }) => segment_id)).toEqual(['s4', 's7', 's8', 's9']);
  expect(await night.rows(rejectedMetadata.v1, { region: 'emeaApac' })).toHaveLength(3);
});

test('a byte order mark, CRLF, gzip, a header of its own and another order are taken', async () => {
  await using night = await world();
  const pixelText = ['P\tX\tS', ...pixelLines.slice(1).map((line) => line.split('\t').toReversed().join('\tx\t'))];
  await put(night, {
    segments: `\ufeff${segmentLines.join('\r\n')}\r\n`,
    pixels: gzipSync(pixelText.join('\n')),
  });
  const { error } = await night.run([metadata], {
    stages: { metadata: { pixels: { header: 'skip', columns: ['pixel_id', '-', 'segment_id'] } } },
  });
  expect(error).toBeUndefined();
  expect(await night.rows(segments.v1)).toHaveLength(3);
  expect(await night.rows(pixels.v1)).toHaveLength(3);
});

test('columns that are none of ours are told of and ignored', async () => {
  await using night = await world();
  await put(night, { pixels: pixelLines.map((line, at) => `${line}\t${at === 0 ? 'note' : 'x'}`).join('\n') });
  const { record } = await night.run([metadata]);
  expect(record.stages[0]?.warnings.find(({ code }) => code === 'unknown-columns')?.message).toMatch(/ignored: note/);
  expect(await night.rows(pixels.v1)).toHaveLength(3);
});

test('what is kept of a long row is cut at 1,000 characters, and never within one', async () => {
  await using night = await world();
  const long = `${'x'.repeat(999)}\u{1f600}`;
  await put(night, { pixels: [...pixelLines.slice(0, 9), long].join('\n') });
  await night.run([metadata]);
  const row = (await night.rows(rejectedMetadata.v1)).find(({ file }) => file === 'pixels');
  expect(row?.content).toBe(`${'x'.repeat(999)}\ufffd`);
});

test('a region without segments is told, and the night goes on', async () => {
  await using night = await world();
  const ofOther = segmentLines.map((line) => line.replace('\tamer\t', '\temeaApac\t'));
  await put(night, { segments: ofOther.join('\n') });
  const { record, error } = await night.run([metadata]);
  expect(error).toBeUndefined();
  expect(record.stages[0]?.warnings.map(({ code }) => code)).toContain('no-segments');
  expect(await night.rows(segments.v1)).toEqual([]);
});

test('too many bad rows stop the stage, and nothing is published', async () => {
  await using night = await world();
  await put(night);
  const { record, error } = await night.run([metadata], { stages: { metadata: { maxRejectedShare: 0.15 } } });
  expect(error).toMatchObject({ name: 'MetadataError', code: 'bad-input' });
  expect(record.failure?.message).toMatch(
    /^2 of 10 rows \(20\.0 %\) of .*production_lookalike_segments\.tsv cannot be used; .* allows 15\.0 %\. Most common: 1 row: too few columns \(expected 8\) \(line 6\); /,
  );
  await expect(night.rows(segments.v1)).rejects.toMatchObject({ code: 'read-missing' });
});

test('a missing file is told with its key, its place and what to do', async () => {
  await using night = await world();
  await night.store.put(metadataFiles.segments.key, segmentLines.join('\n'));
  const { error } = await night.run([metadata]);
  expect(error).toMatchObject({
    code: 'input-missing',
    message: expect.stringMatching(/no pixels TSV at .*objects.*key lookalikes\/latest.*stages\.metadata\.pixels\.key/),
    cause: expect.objectContaining({ code: 'not-found' }),
  });
});

test('a key that is no key is refused by the store', async () => {
  await using night = await world();
  const { error } = await night.run([metadata], { stages: { metadata: { segments: { key: '../x' } } } });
  expect(error).toMatchObject({ code: 'bad-key' });
});

test('gzip that was cut short is refused', async () => {
  await using night = await world();
  await put(night, { segments: gzipSync(segmentLines.join('\n')).subarray(0, -9) });
  const { error } = await night.run([metadata]);
  expect(error).toMatchObject({ code: 'corrupt', message: expect.stringMatching(/cut short or damaged/) });
});

test.each([
  [
    { pixels: { columns: ['segment_id'] } },
    /stages\.metadata\.pixels\.columns: .*expected each of segment_id, pixel_id once/,
  ],
  [{ segments: { columns: ['segment'] } }, /stages\.metadata\.segments\.columns\.0: found "segment"; expected one of/],
  [{ segments: { header: 'no' } }, /stages\.metadata\.segments\.header: found "no"; expected true, false or "skip"/],
  [{ maxRejectedShare: 20 }, /stages\.metadata\.maxRejectedShare: found 20/],
])('options %j are refused', async (options, message) => {
  await using night = await world();
  const { error } = await night.run([metadata], { stages: { metadata: options } });
  expect(error).toMatchObject({ code: 'config', message: expect.stringMatching(message) });
});
