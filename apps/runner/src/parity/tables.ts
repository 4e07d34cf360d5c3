import { defineDataset, double, int, text } from '@lookalikes/schema';
import type { DeliveryColumn } from '@lookalikes/sync';
import { deliveryColumns } from '@lookalikes/sync';

const spec = { writtenBy: 'parity', version: { major: 1, minor: 0 } } as const;

const values = Object.fromEntries(
  deliveryColumns.map((name) => [name, text('The value as it stands there; empty where it is not compared.')]),
) as Record<DeliveryColumn, ReturnType<typeof text>>;

const lines = (name: string, doc: string) =>
  defineDataset({
    ...spec,
    name,
    doc,
    columns: {
      ...values,
      segment: text('The segment, by our id where we know it.'),
      id: text("The DSP's id."),
      line: int('The line in its file.'),
    },
    key: [],
  });

const weights = (name: string, doc: string) =>
  defineDataset({
    ...spec,
    name,
    doc,
    columns: {
      segment: text('The segment.'),
      token: text('The token.'),
      weight: double('Its weight.'),
    },
    key: [],
  });

/** The tables of the workbench that a comparison is made on. */
export const tables = {
  legacy_lines: lines('parity_legacy_lines', "The lines of the legacy's segment files."),
  our_lines: lines('parity_our_lines', 'The lines of our segment files.'),
  our_ids: defineDataset({
    ...spec,
    name: 'parity_our_ids',
    doc: 'What the DSP holds of ours, with ranks.',
    columns: { segment: text('The segment.'), id: text("The DSP's id."), rank: int("The user's rank.") },
    key: [],
  }),
  legacy_weights: weights('parity_legacy_weights', "The legacy's weights."),
  our_weights: weights('parity_our_weights', 'Our weights.'),
};

/** The name of a table of the workbench. */
export type TableName = keyof typeof tables;
