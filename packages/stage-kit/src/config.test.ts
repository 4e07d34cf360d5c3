import { files, table } from '@lookalikes/schema';
import { expect, test } from 'vitest';
import { checkConfig, defineConfig } from './config.ts';
import { StageKitError } from './error.ts';

const engine = () => ({
  name: 'an engine',
  open: () => Promise.reject(new Error('not opened here')),
  compile: () => ({ sql: '', params: {} }),
});
const store = { name: 'a store', open: () => Promise.reject(new Error('not opened here')) };
const inputs = { events: files('events/{source}/{date}/*.parquet'), mapping: table('metastore.mapping_{region}') };
const config = { engine, store, inputs };

test('what is left out is filled in', () => {
  const page = { enabled: true, nights: 28 };
  const filled = { ...config, regions: ['amer', 'emeaApac'], stages: {}, page };
  expect(checkConfig(defineConfig(config), 'c.ts')).toEqual(filled);
});

test('what is given is kept', () => {
  const whole = {
    ...config,
    regions: ['amer'] as const,
    inputs: { ...inputs, optOuts: files('opt-outs.csv') },
    stages: { scoring: { audienceSize: 0.02 } },
    page: { enabled: false, nights: 7, pricePerHour: { amount: 0.4, currency: 'EUR' } },
  };
  expect(checkConfig(whole, 'c.ts')).toEqual(whole);
  expect(checkConfig({ ...config, inputs: { ...inputs, optOuts: undefined } }, 'c.ts').inputs).toStrictEqual(inputs);
});

const found = (what: unknown) => {
  try {
    checkConfig(what, 'lookalikes.config.ts');
  } catch (error) {
    expect(error).toBeInstanceOf(StageKitError);
    expect(error).toHaveProperty('code', 'config');
    return (error as Error).message.split('\n');
  }
  return [];
};

test.each<[unknown, string]>([
  [null, 'the default export: found null; expected what defineConfig({ engine, store, inputs }) gives'],
  [{ ...config, egine: engine }, "egine: no such key; did you mean 'engine'?"],
  [{ ...config, regions: 'amer' }, 'regions: found "amer"; expected a list of regions, as in [\'amer\']'],
  [{ ...config, regions: [] }, 'regions: found []; expected at least one region'],
  [{ ...config, regions: ['amr'] }, 'regions.0: found "amr"; expected one of amer, emeaApac'],
  [
    { ...config, engine: 'duckdb' },
    'engine: found "duckdb"; expected a function of the region that gives an engine, as in ({ region }) => duckdb({ … })',
  ],
  [{ ...config, store: {} }, "store: found {}; expected a store, as in fileStore({ root: 'objects' })"],
  [
    { engine, store },
    "inputs: found nothing; expected where the inputs lie, as in { events: files('…'), mapping: files('…') }",
  ],
  [
    { ...config, inputs: { events: inputs.events } },
    "inputs.mapping: found nothing; expected where it lies, as in files('inputs/events/{source}/{date}/*.parquet') or table('catalog.schema.table')",
  ],
  [{ ...config, page: { nights: 1 } }, 'page.nights: found 1; expected at least 2: a curve has two ends'],
  [
    { ...config, page: { pricePerHour: { amount: 1, currency: 'euro' } } },
    'page.pricePerHour.currency: found "euro"; expected a currency by its three letters, as in \'EUR\'',
  ],
  [{ ...config, inputs: { ...inputs, optOut: files('x.csv') } }, "inputs.optOut: no such key; did you mean 'optOuts'?"],
  [
    { ...config, inputs: { ...inputs, events: { kind: 'table', table: 'a b' } } },
    'inputs.events.table: found "a b"; expected a table name such as production_metastore.events',
  ],
  [
    { ...config, inputs: { ...inputs, events: { ...files('x'), format: 'xml' } } },
    'inputs.events.format: found "xml"; Invalid option: expected one of "parquet"|"csv"|"tsv"|"jsonl"',
  ],
  [{ ...config, inputs: { ...inputs, events: { ...files('x'), feilds: {} } } }, 'inputs.events.feilds: no such key'],
  [
    { ...config, stages: [] },
    'stages: found []; expected options by stage name, as in { scoring: { audienceSize: 0.02 } }',
  ],
])('names the file, the key, what was found and what to write instead: %#', (what, line) => {
  expect(found(what)).toEqual(['lookalikes.config.ts:', `  ${line}`]);
});

test('tells every problem at once', () => {
  expect(found({ regions: [], engine: 1, store: 2, inputs: 3, stages: 4 })).toHaveLength(6);
});
