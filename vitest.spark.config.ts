import { defineConfig } from 'vitest/config';

/** `npm run test:spark`: what runs on the local SQL warehouse, which is started before and stopped after, as the other servers are. */
export default defineConfig({
  resolve: { conditions: ['@lookalikes/source'] },
  ssr: { resolve: { conditions: ['@lookalikes/source'] } },
  test: {
    include: ['{apps,packages,tooling}/**/src/**/*.spark.test.ts'],
    globalSetup: ['tooling/spark-endpoint/src/test-setup.ts', 'tooling/servers/src/test-setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: 'forks',
    // A night waits for the planning of one small statement after another: two files at a time keep two cores at work.
    maxWorkers: 2,
  },
});
