import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duckdb } from '@lookalikes/engine-duckdb';
import type { CheckedConfig } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
import { expect, onTestFinished, test } from 'vitest';
import { examineTsvs } from './examine-tsvs.ts';

test('TSVs that the night makes need not be there', async () => {
  const root = mkdtempSync(join(tmpdir(), 'lookalikes-doctor-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const adapter = fileStore({ root: 'objects' });
  const store = await adapter.open({ root });
  const examine = async (metadata: object) => {
    const config: CheckedConfig = {
      regions: ['amer'],
      engine: () => duckdb({ path: ':memory:' }),
      store: adapter,
      inputs: {},
      stages: { metadata },
    };
    return (await examineTsvs(config, store)).map(({ state }) => state);
  };
  expect(await examine({})).toEqual(['problem', 'problem']);
  expect(await examine({ from: { queries: { segments: 'SELECT 1', pixels: 'SELECT 1' } } })).toEqual(['ok', 'ok']);
});
