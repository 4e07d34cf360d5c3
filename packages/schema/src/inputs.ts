import { z } from 'zod';
import type { Columns } from './columns.ts';
import { nullable, text, texts, timestamp } from './columns.ts';

/** The contract of an input table: what the neighbours hand us, field by field. */
export interface InputContract<Name extends string = string, C extends Columns = Columns> {
  readonly kind: 'input';
  readonly name: Name;
  readonly columns: C;
  /** The field that says when a row happened; only rows before the run date are ever read. */
  readonly time: string;
  readonly doc: string;
}

const defineInput = <const Name extends string, C extends Columns>(
  name: Name,
  spec: { doc: string; time: keyof C & string; columns: C },
): InputContract<Name, C> => ({ kind: 'input', name, ...spec });

/** The inputs a night reads through the engine. The two metadata TSVs come from the object store instead. */
export const inputs = {
  events: defineInput('events', {
    doc: 'Enriched events: first party `af`, third party one source a partner.',
    time: 'event_time',
    columns: {
      event_time: timestamp('When it happened, UTC.'),
      region: text('The region of the event.'),
      source: text('Who saw it.'),
      user_id: text("The source's user id."),
      pixel_id: nullable(text('The pixel that fired, if one did.')),
      tokens: texts('What the event is about.'),
    },
  }),
  mapping: defineInput('mapping', {
    doc: "A source's user id seen with ours; the DSP's ids too.",
    time: 'event_time',
    columns: {
      event_time: timestamp('When the two were seen together, UTC.'),
      source: text('Whose id: `af`, a third party, or the DSP.'),
      source_user_id: text("The source's user id."),
      user_id: text("The first party's person id."),
    },
  }),
  optOuts: defineInput('optOuts', {
    doc: 'Users who are in no audience from a moment on. Optional.',
    time: 'since',
    columns: {
      user_id: text("The first party's person id."),
      since: timestamp('From when, UTC.'),
    },
  }),
};

/** The name of an input. */
export type InputName = keyof typeof inputs;

const fields = z.record(z.string(), z.string().min(1)).optional();

/** An input that lies in a table of the engine, with an SQL expression a field where names differ. */
export const TableBinding = z.strictObject({
  kind: z.literal('table'),
  /** `catalog.schema.table`; `{region}` stands for the region. */
  table: z.string().regex(/^[A-Za-z0-9_.{}]+$/, 'expected a table name such as production_metastore.events'),
  fields,
});

/** An input that lies in files. */
export const FilesBinding = z.strictObject({
  kind: z.literal('files'),
  /** A path with `{region}`, `{source}`, `{date}` and `*` in it. */
  path: z.string().min(1),
  format: z.enum(['parquet', 'csv', 'tsv', 'jsonl']),
  fields,
});

/** Where an input lies and how its fields are read. */
export const InputBinding = z.discriminatedUnion('kind', [TableBinding, FilesBinding]);

/** Where an input lies and how its fields are read. */
export type InputBinding = z.output<typeof InputBinding>;

/** Field expressions by the contract's field name. */
export type FieldExpressions = Readonly<Record<string, string>>;

/**
 * Binds an input to files.
 *
 * @param path - relative to the config file, or a URI such as `s3://reservoir/…` where the engine is given a store for it; `{region}`, `{source}` and `{date}` (a folder or file name a day, which lets a
 *   night read one day), and `*` within one path segment
 * @param options - `format` where the file name does not tell it; `fields`: an SQL expression for a field whose column has another name
 * @example files('inputs/events/{source}/{date}/*.parquet', { fields: { event_time: 'ts' } })
 */
export function files(
  path: string,
  options: { format?: 'parquet' | 'csv' | 'tsv' | 'jsonl'; fields?: FieldExpressions } = {},
): InputBinding {
  const format = options.format ?? formatOf(path);
  return { kind: 'files', path, format, ...(options.fields ? { fields: options.fields } : {}) };
}

/**
 * Binds an input to a table of the engine.
 *
 * @param name - `catalog.schema.table`; `{region}` stands for the region
 * @param options - `fields`: an SQL expression for a field whose column has another name
 * @example table('production_metastore.mapping_{region}')
 */
export function table(name: string, options: { fields?: FieldExpressions } = {}): InputBinding {
  return { kind: 'table', table: name, ...(options.fields ? { fields: options.fields } : {}) };
}

function formatOf(path: string): 'parquet' | 'csv' | 'tsv' | 'jsonl' {
  const name = path.replace(/\.gz$/, '');
  if (name.endsWith('.csv')) return 'csv';
  if (name.endsWith('.tsv')) return 'tsv';
  if (name.endsWith('.jsonl') || name.endsWith('.json')) return 'jsonl';
  return 'parquet';
}
