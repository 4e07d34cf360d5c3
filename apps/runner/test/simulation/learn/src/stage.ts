import { defineStage, previous } from '@lookalikes/stage-kit';
import { z } from 'zod';
import { columns, model, pool, weights } from '../../contracts.ts';

/** Reads the night before, takes columns out of the engine, puts an object and loads rows: the shape of `model-selection`. */
export const learn = defineStage({
  at: import.meta.url,
  name: 'learn',
  doc: 'Learns from the pool and from the model of the night before.',
  reads: { pool, last_model: previous(model) },
  writes: { model, weights },
  queries: { examples: columns },
  options: z.strictObject({}),
  async run(night) {
    await night.materialize('model');
    const lines: string[] = [];
    for await (const { columns: batch } of night.columns('examples')) lines.push(...batch.row_value);
    await night.store.put(`models/${night.region}/${night.runDate}.bin`, lines.join('\n'));
    const rows = lines.map((line, at) => ({ row_key: `w${at}`, row_value: `weight of ${line}`, flaw: 'no' }));
    const batches = [rows.slice(0, 1), rows.slice(1)].map((some) => ({
      rows: some.length,
      columns: {
        row_key: some.map((row) => row.row_key),
        row_value: some.map((row) => row.row_value),
        flaw: some.map((row) => row.flaw),
      },
    }));
    await night.load('weights', batches);
  },
});
