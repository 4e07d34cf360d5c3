import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { tokensPerUser } from './spec.ts';
import { labelBitsText, liblinearTexts, vowpalTexts } from './texts.ts';
import { makeWorkload, readWorkload, splitWorkload } from './workload.ts';

const folders = ['a', 'b'].map((name) => mkdtempSync(join(tmpdir(), `lookalikes-bench-${name}-`)));
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

const spec = { users: 4000, tokens: 1000, segments: 4 };
const files = makeWorkload(folders[0]!, spec);
const workload = readWorkload(files);

test('histories have the length, and seeds the rate, that were meant; tokens are distinct and ascending', () => {
  const { rowStart, columnIndex, seeds } = workload;
  expect(columnIndex.length / spec.users).toBeGreaterThan(0.9 * tokensPerUser);
  expect(columnIndex.length / spec.users).toBeLessThan(1.1 * tokensPerUser);
  for (let user = 0; user < spec.users; user++) {
    const tokens = columnIndex.subarray(rowStart[user], rowStart[user + 1]);
    expect(tokens.length).toBeGreaterThan(0);
    expect(tokens.every((token, at) => token < spec.tokens && (at === 0 || token > tokens[at - 1]!))).toBe(true);
  }
  for (const users of seeds) {
    expect(users.length / spec.users).toBeGreaterThanOrEqual(0.01);
    expect(users.length / spec.users).toBeLessThanOrEqual(0.03);
    expect(users.every((user, at) => at === 0 || user > users[at - 1]!)).toBe(true);
  }
});

test('the same numbers give the same bytes, and a segment does not depend on how many there are', () => {
  const again = readWorkload(makeWorkload(folders[1]!, spec));
  expect(again).toEqual(workload);
  const fewer = readWorkload(makeWorkload(folders[1]!, { ...spec, segments: 2 }));
  expect(fewer.seeds).toEqual(workload.seeds.slice(0, 2));
  expect(makeWorkload(folders[0]!, spec)).toEqual(files);
});

test('the split leaves no user out', () => {
  const { train, validation } = splitWorkload(workload, files);
  expect(train.rows + validation.rows).toBe(spec.users);
  expect([train.rowStart.at(-1), validation.rowStart[0]]).toEqual([train.columnIndex.length, 0]);
  expect([...train.columnIndex, ...validation.columnIndex]).toEqual([...workload.columnIndex]);
});

test("a peer's text says what the arrays say", () => {
  const read = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n');
  const liblinear = read(liblinearTexts(files)[1]!);
  const vowpal = read(vowpalTexts(files, 2)[1]!);
  const bits = read(labelBitsText(files));
  expect([liblinear.length, vowpal.length, bits.length]).toEqual([3200, 3200, 3200]);
  const seeds = workload.seeds.map((users) => new Set(users));
  for (let user = 0; user < files.trainUsers; user++) {
    const tokens = [...workload.columnIndex.subarray(workload.rowStart[user], workload.rowStart[user + 1])];
    const counted = tokens.map((token) => `${token + 1}:1`).join(' ');
    const label = seeds.reduce((sum, users, segment) => sum + (users.has(user) ? 2 ** segment : 0), 0);
    expect([liblinear[user], vowpal[user], bits[user]]).toEqual([
      `${seeds[1]!.has(user) ? '+1' : '-1'} ${counted}`,
      `${seeds[1]!.has(user) ? '1' : '-1'} | ${tokens.join(' ')}`,
      `${label} ${counted}`,
    ]);
  }
  expect(liblinearTexts(files)).toHaveLength(4);
  expect(vowpalTexts(files, 2)).toHaveLength(2);
  expect(labelBitsText(files)).toMatch(/libsvm$/);
});
