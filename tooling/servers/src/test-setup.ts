import type { TestProject } from 'vitest/node';
import { cache } from './places.ts';
import { startPostgres } from './postgres.ts';
import { startS3 } from './s3.ts';

const running: { readonly stop: () => Promise<void> }[] = [];

/** Starts the servers of `npm run test:servers`. */
export async function setup(project: TestProject): Promise<void> {
  const s3 = await startS3(cache);
  running.push(s3);
  project.provide('s3', s3.server);
  const postgres = await startPostgres();
  running.push(postgres);
  project.provide('postgres', postgres.server);
}

/** Stops them. */
export async function teardown(): Promise<void> {
  await Promise.all(running.map((server) => server.stop()));
}
