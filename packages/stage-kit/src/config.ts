import { z } from 'zod';
import type { Region } from '@lookalikes/schema';
import { InputBinding, RegionSchema, regions } from '@lookalikes/schema';
import type { EngineAdapter } from './engine.ts';
import { StageKitError } from './error.ts';
import type { LockTiming } from './heartbeat.ts';
import { lockTiming } from './heartbeat.ts';
import type { InputBindings } from './inputs.ts';
import type { StoreAdapter } from './object-store.ts';
import { problems } from './options.ts';
import type { PageConfig, PageSettings } from './page-config.ts';
import { defaultPage, PageOptions } from './page-config.ts';
import type { Retention, RetentionConfig } from './retention.ts';
import { RetentionOptions } from './retention.ts';
import type { Telling, TellingConfig } from './telling-config.ts';
import { TellingOptions } from './telling-config.ts';

/**
 * Each stage's options by its name. A stage package adds its own key by declaration merging, so that a config that imports
 * the runner is typed for every stage.
 */
export interface StageOptions {}

/** A config file: which regions, which engine and store, where the inputs lie, and what the stages are told. */
export interface LookalikesConfig {
  /** The regions a night runs for; both where left out. */
  readonly regions?: readonly Region[];
  /** The engine of a region. */
  readonly engine: (night: { readonly region: Region }) => EngineAdapter;
  readonly store: StoreAdapter;
  readonly inputs: InputBindings & { readonly events: InputBinding; readonly mapping: InputBinding };
  readonly stages?: StageOptions;
  /** How a run shows that it lives, and when others take it for dead; a heartbeat every 5 s, dead after 60 s without one. */
  readonly lock?: Partial<LockTiming>;
  /** How much of the past `lookalikes gc` keeps: 35 nights, and whatever a window needs. */
  readonly retention?: RetentionConfig;
  /** Who hears from a night, and how: webhook, lineage, heartbeat lines. OpenTelemetry is set up by its own environment. */
  readonly telling?: TellingConfig;
  /** The page that each night leaves in the object store. */
  readonly page?: PageConfig;
}

/** A config as it is used: complete and checked. */
export interface CheckedConfig {
  readonly regions: readonly Region[];
  readonly engine: LookalikesConfig['engine'];
  readonly store: StoreAdapter;
  readonly inputs: InputBindings;
  readonly stages: Readonly<Record<string, unknown>>;
  readonly lock?: LockTiming;
  readonly retention?: Retention;
  readonly telling?: Telling;
  /** Without it, nights leave no page; `checkConfig` fills it in. */
  readonly page?: PageSettings;
}

/**
 * Types a config file; gives back what it is given.
 *
 * @example
 * export default defineConfig({
 *   engine: ({ region }) => duckdb({ path: `.lookalikes/${region}.duckdb` }),
 *   store: fileStore({ root: 'objects' }),
 *   inputs: { events: files('inputs/events/{source}/{date}/*.parquet'), mapping: files('inputs/mapping/*.parquet') },
 * });
 */
export const defineConfig = (config: LookalikesConfig): LookalikesConfig => config;

const isFunction = (value: unknown): boolean => typeof value === 'function';

const Binding = z
  .custom<object>(
    (value) => typeof value === 'object' && value !== null,
    "expected where it lies, as in files('inputs/events/{source}/{date}/*.parquet') or table('catalog.schema.table')",
  )
  .pipe(InputBinding);

const seconds = z.number().positive().max(86_400);

const Timing = z
  .strictObject(
    {
      heartbeatSeconds: seconds.default(lockTiming.heartbeatSeconds),
      staleSeconds: seconds.default(lockTiming.staleSeconds),
    },
    'expected seconds, as in { heartbeatSeconds: 5, staleSeconds: 60 }',
  )
  .refine(({ heartbeatSeconds, staleSeconds }) => staleSeconds >= 3 * heartbeatSeconds, {
    path: ['staleSeconds'],
    error: 'expected at least three times heartbeatSeconds, as a heartbeat may be late',
  });

const Config = z.strictObject(
  {
    regions: z
      .array(RegionSchema, "expected a list of regions, as in ['amer']")
      .nonempty('expected at least one region')
      .optional(),
    engine: z.custom<LookalikesConfig['engine']>(
      isFunction,
      'expected a function of the region that gives an engine, as in ({ region }) => duckdb({ … })',
    ),
    store: z.custom<StoreAdapter>(
      (value) => typeof value === 'object' && value !== null && 'open' in value && isFunction(value.open),
      "expected a store, as in fileStore({ root: 'objects' })",
    ),
    inputs: z.strictObject(
      { events: Binding, mapping: Binding, optOuts: Binding.optional() },
      "expected where the inputs lie, as in { events: files('…'), mapping: files('…') }",
    ),
    stages: z
      .record(z.string(), z.unknown(), 'expected options by stage name, as in { scoring: { audienceSize: 0.02 } }')
      .optional(),
    lock: Timing.optional(),
    retention: RetentionOptions.optional(),
    telling: TellingOptions.optional(),
    page: PageOptions.optional(),
  },
  'expected what defineConfig({ engine, store, inputs }) gives',
);

/**
 * Checks what a config file gives.
 *
 * @param file - for the message
 * @throws StageKitError `config`: one line a problem, each naming the key, what was found and what was expected
 */
export function checkConfig(config: unknown, file: string): CheckedConfig {
  const parsed = Config.safeParse(config);
  if (!parsed.success) {
    const found = problems(parsed.error, { path: [], value: config, schema: Config });
    throw new StageKitError('config', `${file}:\n${found.replaceAll(/^/gm, '  ')}`);
  }
  const { data } = parsed;
  return {
    regions: data.regions ?? regions,
    engine: data.engine,
    store: data.store,
    inputs: Object.fromEntries(Object.entries(data.inputs).filter(([, binding]) => binding !== undefined)),
    stages: data.stages ?? {},
    page: data.page ?? defaultPage,
    ...(data.lock ? { lock: data.lock } : {}),
    ...(data.retention ? { retention: data.retention } : {}),
    ...(data.telling ? { telling: data.telling } : {}),
  };
}
