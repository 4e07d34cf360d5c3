import type { SparkServer } from '@lookalikes/stage-kit/testing';
import type { TestProject } from 'vitest/node';
import type { Endpoint } from './endpoint.ts';
import { startEndpoint } from './endpoint.ts';
import { cache, placesIn } from './places.ts';

let endpoint: Endpoint | undefined;

/** Starts the warehouse of `npm run test:spark`. */
export async function setup(project: TestProject): Promise<void> {
  endpoint = await startEndpoint({ places: placesIn(cache), memory: '3g', threads: 2, quickStart: true });
  const { host, port, path, token, caFile, uiPort, thriftPort } = endpoint;
  project.provide('spark', { host, port, path, token, caFile, uiPort, thriftPort } satisfies SparkServer);
}

/** Stops it. */
export async function teardown(): Promise<void> {
  await endpoint?.stop();
}
