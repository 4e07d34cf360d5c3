import { randomUUID } from 'node:crypto';
import type { Dataset, InputBinding } from '@lookalikes/schema';
import { defineDataset, nullable, table, text, timestamp } from '@lookalikes/schema';
import { batchOfRows } from '../batch-of-rows.ts';
import type { LoadBatch } from '../engine.ts';
import type { NightWorld } from './night-world.ts';

/** An event of the input, `amer` and `af` where nothing else is said. */
export interface TestEvent {
  /** ISO 8601 in UTC, without zone. */
  readonly at: string;
  readonly id: string;
  /** Without line feeds, which separate them in the table. */
  readonly tokens?: readonly string[];
  readonly pixel?: string;
  readonly source?: string;
  readonly region?: string;
}

/** A mapping of the input, of `af` where nothing else is said. */
export interface TestMapping {
  readonly at: string;
  readonly id: string;
  readonly user: string;
  readonly source?: string;
}

/** Somebody who opted out. */
export interface TestOptOut {
  readonly user: string;
  readonly since: string;
}

/** Rows of inputs that lie in tables of an engine. */
export interface TestInputs {
  readonly events?: readonly TestEvent[];
  readonly mapping?: readonly TestMapping[];
  readonly optOuts?: readonly TestOptOut[];
}

// `region` is a column of every table of ours, and a list of texts cannot be loaded: the bindings' expressions make up for both.
const datasets = (suffix: string) => {
  const common = {
    writtenBy: 'a test',
    version: { major: 1, minor: 0 },
    doc: 'An input of a test.',
    key: [] as never[],
  };
  return {
    events: defineDataset({
      ...common,
      name: `events_${suffix}`,
      columns: {
        event_time: timestamp('When.'),
        event_region: text('Where.'),
        source: text('Who saw it.'),
        user_id: text("The source's id."),
        pixel_id: nullable(text('The pixel.')),
        token_lines: nullable(text('The tokens, a line each.')),
      },
    }),
    mapping: defineDataset({
      ...common,
      name: `mapping_${suffix}`,
      columns: {
        event_time: timestamp('When.'),
        source: text('Whose id.'),
        source_user_id: text('The id.'),
        user_id: text('The user.'),
      },
    }),
    opt_outs: defineDataset({
      ...common,
      name: `opt_outs_${suffix}`,
      columns: { user_id: text('The user.'), since: timestamp('From when.') },
    }),
  };
};

/** The bindings of {@link inputTables}. */
export interface InputTables {
  readonly events: InputBinding;
  readonly mapping: InputBinding;
  readonly optOuts: InputBinding;
}

/**
 * Loads rows of inputs into tables of a world's engine, any engine, and gives what the config binds to them.
 *
 * @example const inputs = await inputTables(world, { events, mapping });
 */
export async function inputTables(world: NightWorld, inputs: TestInputs): Promise<InputTables> {
  const to = datasets(randomUUID().slice(0, 8));
  const engine = await world.engine();
  try {
    const load = (dataset: Dataset, batch: LoadBatch) =>
      engine.load({ dataset, partition: { region: 'amer', date: '2026-11-21' }, writeId: randomUUID() }, [batch]);
    await load(to.events, batchOfRows(to.events, (inputs.events ?? []).map(eventRow)));
    await load(to.mapping, batchOfRows(to.mapping, (inputs.mapping ?? []).map(mappingRow)));
    await load(to.opt_outs, batchOfRows(to.opt_outs, (inputs.optOuts ?? []).map(optOutRow)));
  } finally {
    await engine.close();
  }
  return {
    events: table(to.events.table, { fields: { region: 'event_region', tokens: "split(token_lines, '\n')" } }),
    mapping: table(to.mapping.table),
    optOuts: table(to.opt_outs.table),
  };
}

const eventRow = ({ at, id, tokens = [], pixel, source = 'af', region = 'amer' }: TestEvent) => ({
  event_time: at,
  event_region: region,
  source,
  user_id: id,
  pixel_id: pixel ?? null,
  token_lines: tokens.length === 0 ? null : tokens.join('\n'),
});

const mappingRow = ({ at, id, user, source = 'af' }: TestMapping) => ({
  event_time: at,
  source,
  source_user_id: id,
  user_id: user,
});

const optOutRow = ({ user, since }: TestOptOut) => ({ user_id: user, since });
