import { readFileSync } from 'node:fs';
import { bigint, defineDataset, double, inputs, int, nullable, text } from '@lookalikes/schema';
import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { StageKitError } from './error.ts';
import type { Night } from './night.ts';
import { datasetOf, days, defineStage, optional, previous } from './stage.ts';

const visits = defineDataset({
  name: 'visits',
  writtenBy: 'counting',
  version: { major: 1, minor: 0 },
  doc: 'Visits of a user.',
  columns: {
    user_key: bigint('Who.'),
    visits: int('How many.'),
    share: nullable(double('Of all.')),
    page: text('Where.'),
  },
  key: ['user_key'],
});
const range = () => ({ from: '2026-11-01', to: '2026-11-21' });

const spec = {
  at: import.meta.url,
  name: 'counting',
  doc: 'Counts.',
  reads: { last: previous(visits), events: inputs.events },
  writes: { visits },
  queries: { totals: { users: bigint('How many.'), page: text('Where.') } },
  options: z.strictObject({ least: z.int().default(1) }),
};

const run = async () => {};

test('a stage has the version of its package, and the sql folder beside its source', () => {
  const stage = defineStage({ ...spec, run });
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  expect(stage).toMatchObject({ name: 'counting', version: manifest.version, scratch: [] });
  expect(stage.sql.href).toBe(new URL('../sql/', import.meta.url).href);
  expect(defineStage({ ...spec, scratch: ['visits'], run }).scratch).toEqual(['visits']);
  const { queries: _, ...without } = spec;
  expect(defineStage({ ...without, run }).queries).toEqual({});
});

test.each([
  ['a read and a write', 'visits', () => defineStage({ ...spec, reads: { visits: inputs.events }, run })],
  ['a read and a query', 'totals', () => defineStage({ ...spec, reads: { totals: inputs.events }, run })],
  ['a write and a query', 'totals', () => defineStage({ ...spec, writes: { totals: visits }, run })],
])('a name for %s could mean two things', (_what, name, declare) => {
  expect(declare).toThrow(new StageKitError('plan', `counting: '${name}' names two of its reads, writes and queries`));
});

test('a stage that is not one folder below its package is refused', () => {
  expect(() => defineStage({ ...spec, at: 'file:///nowhere/src/stage.ts', run })).toThrow(
    expect.objectContaining({ code: 'plan', message: expect.stringContaining('/nowhere/package.json') }),
  );
});

test('the dataset behind a read', () => {
  expect(datasetOf(visits)).toBe(visits);
  expect(datasetOf(previous(visits))).toBe(visits);
  expect(datasetOf(days(visits, range))).toBe(visits);
  expect(datasetOf(inputs.events)).toBeUndefined();
  expect(datasetOf(optional(inputs.optOuts))).toBeUndefined();
});

type CountingNight = Night<typeof spec.reads, typeof spec.writes, typeof spec.queries, { least: number }>;

test('a night is typed by what the stage declares', () => {
  expectTypeOf<Parameters<CountingNight['materialize']>[0]>().toEqualTypeOf<'visits'>();
  expectTypeOf<Parameters<CountingNight['load']>[0]>().toEqualTypeOf<'visits'>();
  expectTypeOf<Parameters<CountingNight['query']>[0]>().toEqualTypeOf<'totals'>();
  expectTypeOf<Parameters<CountingNight['columns']>[0]>().toEqualTypeOf<'totals'>();
  expectTypeOf<Parameters<CountingNight['partition']>[0]>().toEqualTypeOf<'last' | 'events'>();
  expectTypeOf<Parameters<CountingNight['staleDays']>[0]>().toEqualTypeOf<'visits'>();
  expectTypeOf<CountingNight['options']>().toEqualTypeOf<{ least: number }>();
  defineStage({
    ...spec,
    run: async (night) => void expectTypeOf(night.options.least).toEqualTypeOf<number>(),
  });
});

/** Held by the compiler alone: nothing here is run. */
export async function typed(night: CountingNight): Promise<void> {
  await night.materialize('visits', { least: 1 });
  // @ts-expect-error -- no such write
  await night.materialize('visit');
  // @ts-expect-error -- a read is no write
  await night.materialize('last');
  // @ts-expect-error -- no such query
  await night.query('total');
  // @ts-expect-error -- a write is no query
  night.columns('visits');
  // @ts-expect-error -- no such read
  night.partition('lost');
  // @ts-expect-error -- no such option
  void night.options.most;
  // @ts-expect-error -- no such input
  await night.staleDays('visits', { input: 'event', range: range() });

  const [row] = await night.query('totals');
  expectTypeOf(row?.users).toEqualTypeOf<bigint | undefined>();
  expectTypeOf(row?.page).toEqualTypeOf<string | undefined>();
  for await (const { columns, rows } of night.columns('totals')) {
    expectTypeOf(rows).toEqualTypeOf<number>();
    expectTypeOf(columns.users).toEqualTypeOf<BigInt64Array>();
    expectTypeOf(columns.page).toEqualTypeOf<readonly string[]>();
  }

  const columns = {
    user_key: BigInt64Array.of(1n),
    visits: Int32Array.of(2),
    share: Float64Array.of(0.5),
    page: ['home'],
  };
  await night.load('visits', [{ rows: 1, columns }]);
  await night.load('visits', [{ rows: 1, columns: { ...columns, share: [null] } }]);
  // @ts-expect-error -- doubles where the contract has 32-bit integers
  await night.load('visits', [{ rows: 1, columns: { ...columns, visits: Float64Array.of(2) } }]);
  // @ts-expect-error -- a null in a column that has none
  await night.load('visits', [{ rows: 1, columns: { ...columns, visits: [null] } }]);
  const { page: _page, ...less } = columns;
  // @ts-expect-error -- a column is missing
  await night.load('visits', [{ rows: 1, columns: less }]);
  // @ts-expect-error -- no such write
  await night.load('visit', [{ rows: 1, columns }]);
}

/** Held by the compiler alone: nothing here is run. */
export const misdeclared = () =>
  // @ts-expect-error -- scratch names no write
  defineStage({ ...spec, scratch: ['visit'], run });
