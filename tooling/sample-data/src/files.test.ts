import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addSums, exists, writeText, writeWhole } from './files.ts';
import { temporaryFolder } from '../test/support.ts';

test('sums are in the format of sha256sum, sorted, and kept for files written before', async () => {
  const folder = await temporaryFolder();
  await writeText(join(folder, 'b'), 'b');
  await addSums([join(folder, 'b')]);
  await writeText(join(folder, 'a'), 'a');
  const written = await addSums([join(folder, 'a')]);
  expect(written).toEqual({ files: 1, bytes: 1 });
  expect(await readFile(join(folder, 'SHA256SUMS'), 'utf8')).toBe(
    'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  a\n' +
      '3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d  b\n',
  );
});

test('a file that could not be made leaves nothing behind', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'x.parquet');
  const fail = async (temporary: string) => {
    await writeFile(temporary, 'half');
    throw new Error('disk full');
  };
  await expect(writeWhole(path, fail)).rejects.toThrow('disk full');
  expect(await exists(path)).toBe(false);
  expect(await readdir(folder)).toEqual([]);
});
