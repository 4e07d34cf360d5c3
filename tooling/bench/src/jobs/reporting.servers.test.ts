import { expect, test } from 'vitest';
import { reportingContestants } from './reporting.ts';

test('weights come into a database, and once more in their own place', { timeout: 300_000 }, async () => {
  for (const contestant of reportingContestants(true)) {
    expect(await contestant.prepare(false)).toMatch(/^reporting \d/);
    const sample = await contestant.run({ seconds: 240, signal: new AbortController().signal });
    expect(sample.seconds).toBeGreaterThan(0);
    expect(sample.peakBytes).toBeGreaterThan(1e7);
  }
});
