import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { home } from '../places.ts';
import { Row } from '../rows.ts';

test('lines come into an S3 server, and an audience by the stage', { timeout: 300_000 }, () => {
  const cache = mkdtempSync(join(tmpdir(), 'lookalikes-bench-'));
  onTestFinished(() => rmSync(cache, { recursive: true }));
  const json = join(cache, 'rows.json');
  const command = [
    '--conditions=@lookalikes/source',
    join(home, 'bin/bench.ts'),
    'delivery',
    '--quick',
    '--json',
    json,
  ];
  const { stdout, stderr } = spawnSync(process.execPath, command, {
    env: { ...process.env, LOOKALIKES_BENCH_CACHE: cache },
    encoding: 'utf8',
  });
  expect(stderr).toMatch(/delivery: making the workload/);
  expect(stdout).toMatch(/200,000 through the stage/);
  const rows = z.array(Row).parse(JSON.parse(readFileSync(json, 'utf8')));
  expect(rows.map(({ runs, failure }) => [runs, failure])).toEqual([
    [1, null],
    [1, null],
  ]);
});
