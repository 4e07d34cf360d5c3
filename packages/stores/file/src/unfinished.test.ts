import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fileStore } from './store.ts';
import { unfinishedName } from './unfinished.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lookalikes-'));
});
afterEach(() => rmSync(root, { recursive: true }));

it('removes what killed processes left, and leaves alone what may be at work', async () => {
  const store = await fileStore({ root: '.' }).open({ root });
  await store.removeUnfinished?.();

  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const mine = unfinishedName();
  const ofTheDead = mine.replace(/^\d+/, String(pid));
  const elsewhere = `7.${Buffer.from('another boot').toString('base64url')}.x`;
  const old = `8.${Buffer.from('another boot').toString('base64url')}.y`;
  mkdirSync(join(root, '.incoming'));
  for (const name of [mine, ofTheDead, elsewhere, old]) writeFileSync(join(root, '.incoming', name), 'half');
  utimesSync(join(root, '.incoming', old), 0, 0);
  await store.removeUnfinished?.();
  expect(readdirSync(join(root, '.incoming')).toSorted()).toEqual([mine, elsewhere].toSorted());
});

it('says where its folder cannot be read', async () => {
  const store = await fileStore({ root: '.' }).open({ root });
  writeFileSync(join(root, '.incoming'), 'no folder');
  await expect(store.removeUnfinished?.()).rejects.toMatchObject({ name: 'ObjectStoreError', code: 'io' });
});
