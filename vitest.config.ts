import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@lookalikes/source'] },
  ssr: { resolve: { conditions: ['@lookalikes/source'] } },
  test: {
    include: ['{apps,packages,tooling}/**/src/**/*.test.ts'],
    testTimeout: 60_000,
    pool: 'forks',
  },
});
