import { duckdb } from '@lookalikes/engine-duckdb';
import type { EngineAdapter, StoreAdapter } from '@lookalikes/stage-kit';
import { createLog, runStages } from '@lookalikes/stage-kit';
import { given } from '@lookalikes/stage-kit/testing';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pages } from '../fixtures/contracts.ts';
import { beforePut, inputs, newWorld } from './world.ts';

let world: NightWorld;
beforeEach(async () => {
  world = await newWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

describe('what fails when all is done', () => {
  const done = given([pages, []]);
  const failing = async (store: StoreAdapter, engine: EngineAdapter) => {
    const told: string[] = [];
    const result = await runStages([{ stage: done, after: [] }], {
      region: 'amer',
      runDate: '2026-11-21',
      root: world.root,
      config: { regions: ['amer'], engine: () => engine, store, inputs, stages: {} },
      log: { ...createLog('none'), error: (_fields, message) => void told.push(message) },
      signal: new AbortController().signal,
    });
    return { result, told };
  };

  test('the lock and the engine, at once, hides nothing', async () => {
    const engine = duckdb({ path: 'a.duckdb' });
    const { result, told } = await failing(
      {
        name: 'file',
        open: async (place) =>
          beforePut(await fileStore({ root: 'objects' }).open(place), /\.released$/, () =>
            Promise.reject(new Error('no answer')),
          ),
      },
      {
        ...engine,
        open: async (place) => {
          const opened = await engine.open(place);
          const close = opened.close.bind(opened);
          opened.close = async () => {
            await close();
            throw new Error('the file is gone');
          };
          return opened;
        },
      },
    );
    expect(result).toMatchObject({ record: { status: 'done' } });
    expect(result.error).toBeUndefined();
    expect(told).toEqual([
      'the engine of amer did not close: the file is gone',
      'the lock of amer did not close: no answer',
    ]);
  });

  test('does not hide why a night could not begin', async () => {
    const engine = { ...duckdb({ path: 'a.duckdb' }), open: () => Promise.reject(new Error('no engine')) };
    await expect(failing(fileStore({ root: 'objects' }), engine)).rejects.toThrow(new Error('no engine'));
  });
});
