import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addNights, places, readMarker, writeConfig, writeMarker } from './layout.ts';
import { temporaryFolder } from '../test/support.ts';

test('nights are kept in order, each once', async () => {
  const to = await temporaryFolder();
  await addNights(to, ['2026-11-22']);
  expect(await addNights(to, ['2026-11-21', '2026-11-22'])).toEqual(['2026-11-21', '2026-11-22']);
  expect(await readFile(join(to, places.nights), 'utf8')).toBe('2026-11-21\n2026-11-22\n');
});

test('the config names regions and opt-outs only where they matter, and a changed one is kept', async () => {
  const to = await temporaryFolder();
  await writeConfig(to, {
    regions: ['amer'],
    optOuts: false,
    stages: {
      'training-data': { maxNegatives: 1_200_000, testShare: 0.1, emptyLastDay: 'accept' },
      scoring: { excludeSeeds: true },
    },
  });
  const text = await readFile(join(to, places.config), 'utf8');
  expect(text).toContain("  regions: ['amer'],\n");
  expect(text).not.toContain('optOuts');
  expect(text).toContain("    'training-data': { maxNegatives: 1_200_000, testShare: 0.1, emptyLastDay: 'accept' },\n");
  expect(text).toContain('    scoring: { excludeSeeds: true },\n');
  await writeFile(join(to, places.config), '// mine');
  await writeConfig(to, { optOuts: true, stages: {} });
  expect(await readFile(join(to, places.config), 'utf8')).toBe('// mine');
});

test('a folder says what it holds', async () => {
  const to = await temporaryFolder();
  expect(await readMarker(to, 'msweb')).toBeUndefined();
  await writeMarker(to, { dataset: 'msweb' });
  expect(await readMarker(to, 'msweb')).toEqual({ dataset: 'msweb' });
  await expect(readMarker(to, 'msnbc')).rejects.toMatchObject({
    code: 'folder_in_use',
    message: expect.stringContaining('holds msweb') as string,
  });
});

test('a folder of something else is left alone', async () => {
  const to = await temporaryFolder();
  await writeFile(join(to, 'letter.txt'), 'dear');
  await expect(readMarker(to, 'msweb')).rejects.toMatchObject({ code: 'folder_in_use' });
  await writeFile(join(to, places.marker), '{');
  await expect(readMarker(to, 'msweb')).rejects.toMatchObject({
    code: 'folder_in_use',
    message: expect.stringContaining('not JSON') as string,
    cause: expect.any(SyntaxError) as SyntaxError,
  });
});
