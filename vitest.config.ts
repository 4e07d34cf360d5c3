import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** `npm test`: what needs no server. */
export default defineConfig({
  resolve: { conditions: ['@lookalikes/source'] },
  ssr: { resolve: { conditions: ['@lookalikes/source'] } },
  test: {
    include: ['{apps,packages,tooling}/**/src/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/*.{spark,servers,browser}.test.ts'],
    testTimeout: 60_000,
    pool: 'forks',
    // A core for vitest itself, which is its default, is half of a machine of two; it has little to do.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
