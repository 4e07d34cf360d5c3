import type { Columns, Dataset } from '@lookalikes/schema';
import { defineDataset, text } from '@lookalikes/schema';

/** The columns of every simulated dataset: a row says what it was made of, by a hash. */
export const columns = {
  row_key: text('The row.'),
  row_value: text('A hash of all that the row was made of.'),
  flaw: text('Whether any of that was flawed: yes or no.'),
} satisfies Columns;

/** Rows of a simulated dataset. */
export interface SimRow {
  readonly row_key: string;
  readonly row_value: string;
  readonly flaw: string;
}

const simulated = (name: string, writtenBy: string, partitionedBy: 'run_date' | 'event_date' = 'run_date'): Dataset =>
  defineDataset({
    name,
    writtenBy,
    version: { major: 1, minor: 0 },
    doc: `What ${writtenBy} makes.`,
    columns,
    key: ['row_key'],
    partitionedBy,
  });

export const daily = simulated('daily', 'gather', 'event_date');
export const draft = simulated('draft', 'gather');
export const pool = simulated('pool', 'gather');
export const model = simulated('model', 'learn');
export const weights = simulated('weights', 'learn');
export const delivered = simulated('delivered', 'deliver');
