import { defineConfig } from 'vitest/config';

/** `npm run test:browser`: what needs a browser. */
export default defineConfig({
  resolve: { conditions: ['@lookalikes/source'] },
  ssr: { resolve: { conditions: ['@lookalikes/source'] } },
  test: {
    include: ['{apps,packages,tooling}/**/src/**/*.browser.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 240_000,
    pool: 'forks',
  },
});
