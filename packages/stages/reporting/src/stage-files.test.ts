import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore } from '@lookalikes/store-file';
import { expect, onTestFinished, test } from 'vitest';
import { stageFiles } from './stage-files.ts';

test('a store that is none of S3 is told before anything is put or read', async () => {
  const root = await mkdtemp(join(tmpdir(), 'lookalikes-stage-files-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const store = await fileStore({ root: 'objects' }).open({ root });
  const keys: string[] = [];
  let isRead = false;
  const pieces = async function* () {
    isRead = true;
    yield await Promise.resolve(Buffer.from('x\n'));
  };
  const of = { store, keyOf: (part: string) => part, signal: new AbortController().signal };
  await expect(stageFiles(pieces(), { ...of, onKey: (key) => keys.push(key) })).rejects.toMatchObject({
    name: 'ReportingError',
    code: 'staging',
    message: expect.stringMatching(/^Redshift reads from S3, and the object store is .*objects\/manifest\.json/),
  });
  expect([keys, isRead]).toEqual([[], false]);
});
