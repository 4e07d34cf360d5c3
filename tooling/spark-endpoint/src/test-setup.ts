import type {} from '@lookalikes/stage-kit/testing';
import type { TestProject } from 'vitest/node';
import { startEndpoint } from './endpoint.ts';
import { cache, placesIn } from './places.ts';

/** Starts the warehouse of `npm run test:spark`; gives what stops it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stop, ...server } = await startEndpoint({ places: placesIn(cache), memory: '3g', threads: 2 });
  project.provide('spark', server);
  return stop;
}
