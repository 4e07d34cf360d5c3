import { defineConfig } from 'vitest/config';

/** `npm run test:servers`: what needs an S3 server or a PostgreSQL, which are started before and stopped after. */
export default defineConfig({
  resolve: { conditions: ['@lookalikes/source'] },
  ssr: { resolve: { conditions: ['@lookalikes/source'] } },
  test: {
    include: ['{apps,packages,tooling}/**/src/**/*.servers.test.ts'],
    globalSetup: ['tooling/servers/src/test-setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
  },
});
