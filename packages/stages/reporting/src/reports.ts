import type { Columns } from '@lookalikes/schema';
import type { ReportingNight } from './manifest.ts';
import { queries } from './manifest.ts';

/** The four reports, by the names people know them by. */
type ReportName = 'supa_models_collection' | 'segment_sizes' | 'training_set_sizes' | 'evaluations';

/** A report: its name, what its lines hold, and the query that gives them, sorted by key. */
export interface Report {
  readonly name: ReportName;
  readonly columns: Columns;
  readonly query: LineQuery;
}

/** The queries that give the lines of one report each. */
type LineQuery = Exclude<keyof typeof queries, 'weight_segments' | 'ranked_weights' | 'audits/segment_missing.error'>;

const reportOf = (name: ReportName, query: LineQuery): Report => ({ name, columns: queries[query], query });

/** The four reports, in the order they are written. */
export const reports: readonly Report[] = [
  reportOf('supa_models_collection', 'weight_lines'),
  reportOf('segment_sizes', 'segment_size_lines'),
  reportOf('training_set_sizes', 'training_set_size_lines'),
  reportOf('evaluations', 'evaluation_lines'),
];

/** A value of a report. */
export type ReportValue = string | number | bigint | boolean | null;

/** Some lines of a report, column by column. */
export interface ReportBatch {
  readonly rows: number;
  readonly columns: Readonly<Record<string, ArrayLike<ReportValue>>>;
}

/** The lines of a report, one by one, sorted by key. The weights are many: they are streamed, not held. */
export async function* rowsOf(
  night: ReportingNight,
  { query, columns }: Report,
): AsyncGenerator<Readonly<Record<string, ReportValue>>> {
  const batches = query === 'weight_lines' ? night.columns(query) : [await heldBatch(night, { query, columns })];
  for await (const batch of batches) {
    const entries = Object.entries<ArrayLike<ReportValue>>(batch.columns);
    for (let row = 0; row < batch.rows; row++) {
      yield Object.fromEntries(entries.map(([name, data]) => [name, data[row] ?? null]));
    }
  }
}

/** The lines of a report, batch by batch, in the order of the database's index. */
export async function* batchesOf(night: ReportingNight, { query, columns }: Report): AsyncGenerator<ReportBatch> {
  if (query !== 'weight_lines') {
    yield await heldBatch(night, { query, columns });
    return;
  }
  const segments = await night.query('weight_segments');
  for await (const { rows, columns: batch } of night.columns('ranked_weights')) {
    const own = Array.from(batch.segment_no, (number) => segments[number - 1]!);
    const named = {
      segment_id: own.map(({ segment_id }) => segment_id),
      segment_name: own.map(({ segment_name }) => segment_name),
    };
    yield { rows, columns: { ...batch, ...named } };
  }
}

async function heldBatch(night: ReportingNight, { query, columns }: Omit<Report, 'name'>): Promise<ReportBatch> {
  const rows: readonly Readonly<Record<string, unknown>>[] = await night.query(query);
  const values = (name: string) => rows.map((row) => (row[name] ?? null) as ReportValue);
  return {
    rows: rows.length,
    columns: Object.fromEntries(Object.keys(columns).map((name) => [name, values(name)])),
  };
}
