import type { Version } from '@lookalikes/schema';
import { defineDataset, int, inputs } from '@lookalikes/schema';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { StageKitError } from './error.ts';
import { plan } from './plan.ts';
import type { Read, Stage } from './stage.ts';
import { days, defineStage, optional, previous } from './stage.ts';

const dataset = (name: string, version: Version = { major: 1, minor: 0 }) =>
  defineDataset({
    name,
    writtenBy: `the-${name}-stage`,
    version,
    doc: 'Numbers.',
    columns: { n: int('A.') },
    key: ['n'],
  });

const stage = (
  name: string,
  of:
    | { reads?: Record<string, Read>; writes?: string[]; scratch?: string[] }
    | { writes: ReturnType<typeof dataset>[] },
): Stage => {
  const writes = (of.writes ?? []).map((write) => (typeof write === 'string' ? dataset(write) : write));
  return defineStage({
    at: import.meta.url,
    name,
    doc: 'For a plan.',
    reads: 'reads' in of ? (of.reads ?? {}) : {},
    writes: Object.fromEntries(writes.map((write) => [`${write.table}_made`, write])),
    scratch: 'scratch' in of ? (of.scratch ?? []).map((write) => `${write}_v1_made`) : [],
    options: z.strictObject({}),
    run: async () => {},
  });
};

const order = (...stages: Stage[]) => plan(stages).map((planned) => planned.stage.name);
const refused = (...stages: Stage[]) => {
  try {
    plan(stages);
  } catch (error) {
    expect(error).toBeInstanceOf(StageKitError);
    expect(error).toHaveProperty('code', 'plan');
    return (error as Error).message.split('\n');
  }
  return [];
};
const range = () => ({ from: '2026-11-01', to: '2026-11-21' });

describe('the order', () => {
  test('a stage runs after those whose datasets it reads tonight, else as they were given', () => {
    const metadata = stage('metadata', { writes: ['pixels'] });
    const training = stage('training', { reads: { p: dataset('pixels') }, writes: ['seeds', 'histories'] });
    const models = stage('models', { reads: { s: dataset('seeds') }, writes: ['weights'] });
    const scoring = stage('scoring', { reads: { w: dataset('weights'), h: dataset('histories') }, writes: ['scores'] });
    expect(order(scoring, models, training, metadata)).toEqual(['metadata', 'training', 'models', 'scoring']);
    expect(plan([scoring, models, training, metadata]).at(-1)).toEqual({
      stage: scoring,
      after: ['models', 'training'],
    });
    const [a, b] = [stage('a', { writes: ['x'] }), stage('b', { writes: ['y'] })];
    expect(order(b, a)).toEqual(['b', 'a']);
    expect(plan([])).toEqual([]);
  });

  test('days are waited for; earlier nights and inputs are not', () => {
    const reader = (read: Read) => stage('reader', { reads: { read } });
    const writer = stage('writer', { writes: ['scores'] });
    expect(order(reader(days(dataset('scores'), range)), writer)).toEqual(['writer', 'reader']);
    expect(order(reader(previous(dataset('scores'))), writer)).toEqual(['reader', 'writer']);
    expect(order(reader(inputs.events), writer)).toEqual(['reader', 'writer']);
    expect(order(reader(optional(inputs.optOuts)), writer)).toEqual(['reader', 'writer']);
  });

  test('a stage may read its own days and earlier nights', () => {
    const own = dataset('scores');
    expect(order(stage('a', { reads: { d: days(own, range), p: previous(own) }, writes: ['scores'] }))).toEqual(['a']);
  });
});

describe('what does not fit', () => {
  test('two writers', () => {
    expect(refused(stage('a', { writes: ['scores'] }), stage('b', { writes: ['scores'] }))).toEqual([
      'scores_v1 is written by a and b: a dataset has one writer',
    ]);
    const next = dataset('scores', { major: 2, minor: 0 });
    expect(refused(stage('a', { writes: ['scores'] }), stage('b', { writes: [next] }))).toEqual([]);
  });

  test.each<[string, (of: ReturnType<typeof dataset>) => Read]>([
    ['tonight', (of) => of],
    ['previous', previous],
    ['days', (of) => days(of, range)],
  ])('no writer: %s', (_kind, read) => {
    expect(
      refused(stage('a', { reads: { mine: read(dataset('scors')) } }), stage('b', { writes: ['scores'] })),
    ).toEqual(["a reads scors 1.0 as 'mine', which no stage writes; did you mean 'scores'?"]);
  });

  test('no writer at all', () => {
    expect(refused(stage('a', { reads: { mine: dataset('scores') } }))).toEqual([
      "a reads scores 1.0 as 'mine', which no stage writes",
    ]);
  });

  test('what serves only the run of the stage that writes it', () => {
    expect(
      refused(
        stage('a', { reads: { mine: dataset('scores') } }),
        stage('b', { writes: ['scores', 'sums'], scratch: ['scores'] }),
      ),
    ).toEqual(["a reads scores 1.0 as 'mine', which no stage writes; known: sums"]);
  });

  test('another major, an older minor', () => {
    const reader = (version: Version) => stage('a', { reads: { mine: dataset('scores', version) } });
    const writer = (version: Version) => stage('b', { writes: [dataset('scores', version)] });
    expect(refused(reader({ major: 2, minor: 0 }), writer({ major: 1, minor: 3 }))).toEqual([
      "a reads scores 2.0 as 'mine', but it is written as 1.3",
    ]);
    expect(refused(reader({ major: 1, minor: 2 }), writer({ major: 1, minor: 1 }))).toEqual([
      "a reads scores 1.2 as 'mine', but it is written as 1.1: upgrade the-scores-stage",
    ]);
    expect(refused(reader({ major: 1, minor: 2 }), writer({ major: 1, minor: 2 }))).toEqual([]);
    expect(refused(reader({ major: 1, minor: 2 }), writer({ major: 1, minor: 10 }))).toEqual([]);
  });

  test('a circle, without those that only wait for it', () => {
    const a = stage('a', { reads: { y: dataset('y') }, writes: ['x'] });
    const b = stage('b', { reads: { x: dataset('x') }, writes: ['y'] });
    const after = stage('after', { reads: { x: dataset('x') } });
    const before = stage('before', { writes: ['z'] });
    expect(refused(after, before, a, b)).toEqual([
      'a, b wait for each other: each reads what another of them writes tonight',
    ]);
  });

  test('a stage that waits for itself', () => {
    expect(refused(stage('a', { reads: { x: dataset('x') }, writes: ['x'] }), stage('b', { writes: ['y'] }))).toEqual([
      "a waits for itself: it reads tonight's partition of what it writes; read it as previous(…) or days(…)",
    ]);
  });

  test('everything at once', () => {
    const twice = ['x'];
    const reads = { p: dataset('p'), q: previous(dataset('q')) };
    expect(refused(stage('a', { writes: twice }), stage('b', { reads, writes: twice }))).toHaveLength(3);
  });
});
