import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { programOnPath } from './peers/command.ts';
import { home } from './places.ts';
import { Row } from './rows.ts';

const cache = mkdtempSync(join(tmpdir(), 'lookalikes-bench-'));
afterAll(() => rmSync(cache, { recursive: true }));

const noPeers = { LOOKALIKES_BENCH_PEERS: join(cache, 'none') };

/** The command as `npm run bench` runs it, from the sources, with a cache of its own. */
function bench(args: readonly string[], env: Readonly<Record<string, string>> = noPeers) {
  const command = ['--conditions=@lookalikes/source', join(home, 'bin/bench.ts'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    env: { ...process.env, LOOKALIKES_BENCH_CACHE: cache, ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function rows(args: readonly string[], env?: Readonly<Record<string, string>>): Row[] {
  const file = join(cache, 'rows.json');
  rmSync(file, { force: true });
  const { status, stderr } = bench([...args, '--quick', '--no-install', '--json', file], env);
  if (status !== 0) throw new Error(stderr);
  return z.array(Row.strict()).parse(JSON.parse(readFileSync(file, 'utf8')));
}

const selected = ['ours, 2 threads', 'ours, plain TypeScript'];

test('the learner: ours, by both kernels, about as good as exact models', { timeout: 300_000 }, () => {
  const found = rows(['learner', '--only', 'ours,ours-plain']);
  expect(found.map(({ who, runs }) => [who, runs])).toEqual(selected.map((who) => [who, 1]));
  for (const { median, auc, aucDifference, ratio } of found) {
    expect(median).toBeGreaterThan(0);
    expect(ratio).toBeGreaterThan(0);
    expect(auc).toBeGreaterThan(0.75);
    expect(Math.abs(aucDifference ?? 1)).toBeLessThan(2e-3);
  }
  expect(rows(['learner', '--only', 'ours']).map(({ who }) => who)).toEqual(selected);
});

test.skipIf(programOnPath('liblinear-train') === undefined)('LIBLINEAR, where it is', { timeout: 300_000 }, () => {
  const peer = rows(['learner', '--only', 'liblinear']).find(({ who }) => who.startsWith('LIBLINEAR'))!;
  expect(peer).toMatchObject({ runs: 1, failure: null });
  expect(peer.auc).toBeGreaterThan(0.75);
});

const scipy = (found: readonly Row[]): Row => found.find(({ who }) => who.startsWith('scipy'))!;

test.skipIf(!existsSync(join(home, '.peers/python/installed.txt')))('scipy, where it is', { timeout: 120_000 }, () => {
  expect(scipy(rows(['scoring', '--only', 'scipy'], {}))).toMatchObject({ runs: 1, failure: null });
});

test('a peer that is not installed is named, and the others go on', { timeout: 120_000 }, () => {
  const found = rows(['scoring', '--only', 'scipy,ours']);
  expect(found.map(({ who, runs }) => [who, runs])).toContainEqual(['ours, 32 bits, 2 threads', 1]);
  expect(scipy(found)).toMatchObject({ runs: 0, failure: expect.stringMatching(/requirements\.txt/) });
});

test('scoring: ours and DuckDB give the scores that a plain sum gives', { timeout: 120_000 }, () => {
  const found = rows(['scoring', '--only', 'ours,ours-top,duckdb']);
  const measured = found.filter(({ who }) => !who.startsWith('scipy'));
  expect(measured.map(({ runs, unit }) => [runs, unit])).toEqual(Array.from({ length: 3 }, () => [1, 'scores/s']));
});

test('the engine: rows out and in', { timeout: 120_000 }, () => {
  const found = rows(['engine']);
  expect(found.map(({ job }) => job)).toEqual(['engine to typed arrays', 'typed arrays to engine']);
  for (const { figure, median } of found) expect(figure).toBeCloseTo(500_000 / (median ?? 0));
});

test('growth: one size', { timeout: 120_000 }, () => {
  const [row, ...others] = rows(['growth', '--only', '2000x5000x16']);
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    job: '2,000 users x 5,000 tokens x 16 segments',
    runs: 1,
    unit: 's a segment',
    auc: null,
  });
});

test('an unknown contestant or job is refused, and no quick number gets into the page', { timeout: 120_000 }, () => {
  const unknown = bench(['scoring', '--quick', '--no-install', '--only', 'numpy']);
  expect(unknown).toMatchObject({ status: 2, stderr: expect.stringMatching(/expected one or more of ours, ours-1/) });
  expect(bench(['tea']).stderr).toMatch(/Allowed choices are learner, scoring, growth, engine/);
  expect(bench(['scoring', '--runs', 'many']).stderr).toMatch(/Expected a number above 0/);
  expect(bench(['scoring', '--quick', '--write-docs'])).toMatchObject({ status: 1, stdout: '' });
});
