import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exists } from '../files.ts';
import { temporaryFolder } from '../../test/support.ts';
import { gunzip } from './gunzip.ts';
import { datasetNames, importDataset, type DatasetName } from './import-dataset.ts';

test('an unknown name is answered with those there are', async () => {
  const folder = await temporaryFolder();
  await expect(importDataset('msweeb' as DatasetName, { from: folder, to: folder })).rejects.toMatchObject({
    code: 'unknown_dataset',
    message: expect.stringContaining('msweb, online-retail-ii, msnbc') as string,
  });
  await expect(importDataset('toString' as DatasetName, { from: folder, to: folder })).rejects.toMatchObject({
    code: 'unknown_dataset',
  });
});

test.each(datasetNames)('%s says which files it misses, and writes nothing', async (name) => {
  const [from, to] = [await temporaryFolder(), join(await temporaryFolder(), 'inputs-of-it')];
  await expect(importDataset(name, { from, to })).rejects.toMatchObject({
    code: 'missing_files',
    message: expect.stringContaining(`not found there`) as string,
  });
  expect(await exists(to)).toBe(false);
});

test('a folder that holds something else is left alone', async () => {
  const [from, to] = [await temporaryFolder(), await temporaryFolder()];
  for (const name of ['anonymous-msweb.data', 'anonymous-msweb.test']) await writeFile(join(from, name), '');
  await writeFile(join(to, 'thesis.txt'), 'x');
  await expect(importDataset('msweb', { from, to })).rejects.toMatchObject({ code: 'folder_in_use' });
});

test('an error that is not about the archive comes through as it is', async () => {
  const folder = await temporaryFolder();
  await expect(gunzip(join(folder, 'absent.gz'), join(folder, 'out'))).rejects.toMatchObject({ code: 'ENOENT' });
});
