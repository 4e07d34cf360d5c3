import { expect, test } from 'vitest';
import type { Contestant } from './contestant.ts';
import { BenchError } from './error.ts';
import { measure } from './measure.ts';

const rounds = (log: string[] = []) => ({
  runs: 3,
  budgetSeconds: 60,
  runSeconds: 10,
  install: false,
  signal: new AbortController().signal,
  onNews: (news: string) => void log.push(news),
  onKept: () => undefined,
});

const contestant = (id: string, run: () => Promise<number>): Contestant => ({
  id,
  job: 'count',
  who: id,
  ours: id === 'ours',
  prepare: () => Promise.resolve(`${id} 1.0`),
  run: async () => ({ seconds: await run(), peakBytes: 1e6 }),
});

test('runs in turn', async () => {
  const order: string[] = [];
  const one = (id: string) => contestant(id, () => Promise.resolve(order.push(id)));
  const kept = await measure([one('ours'), one('peer')], rounds());
  expect(order).toEqual(['ours', 'peer', 'ours', 'peer', 'ours', 'peer']);
  expect(kept.map(({ samples, versions }) => [versions, samples.map(({ seconds }) => seconds)])).toEqual([
    ['ours 1.0', [1, 3, 5]],
    ['peer 1.0', [2, 4, 6]],
  ]);
});

test('a contestant that fails is left out of what follows, and the others go on', async () => {
  const log: string[] = [];
  let runs = 0;
  const failing = contestant('failing', () => {
    if (++runs < 2) return Promise.resolve(1);
    return Promise.reject(new BenchError('process-failed', 'it broke'));
  });
  const missing: Contestant = {
    ...contestant('missing', () => Promise.resolve(1)),
    prepare: () => Promise.reject(new BenchError('peer-unavailable', 'not there')),
  };
  const fine = contestant('fine', () => Promise.resolve(1));
  const kept = await measure([missing, failing, fine], rounds(log));
  expect(kept.map(({ id, samples, failure }) => [id, samples.length, failure])).toEqual([
    ['missing', 0, 'not there'],
    ['failing', 1, 'it broke'],
    ['fine', 3, undefined],
  ]);
  expect(log).toContain('count: missing: not there');
});

test('from the second round on, what no longer fits is passed over', async () => {
  const wait = contestant('slow', () => new Promise((resolve) => setTimeout(() => resolve(0.3), 300)));
  const kept = await measure([wait, contestant('fast', () => Promise.resolve(0))], { ...rounds(), budgetSeconds: 0.4 });
  expect(kept.map(({ samples }) => samples.length)).toEqual([1, 3]);
  expect(kept[0]!.failure).toBe('no time for a run more in 0 minutes');
});

test('a mistake of ours, and an abort, end everything', async () => {
  const mistake = new Error('a mistake');
  await expect(measure([contestant('ours', () => Promise.reject(mistake))], rounds())).rejects.toBe(mistake);
  const stop = new AbortController();
  const reason = new Error('enough');
  const aborting = contestant('ours', () => {
    stop.abort(reason);
    return Promise.reject(new BenchError('process-failed', 'killed'));
  });
  await expect(measure([aborting], { ...rounds(), signal: stop.signal })).rejects.toBe(reason);
});
