import { createHash } from 'node:crypto';
import { defineStage, goodNights, previous, readHolds } from '@lookalikes/stage-kit';
import { z } from 'zod';
import { columns, delivered, model, weights } from '../../contracts.ts';
import { goodNightsBack } from '../../watch.ts';

const files = 2;

/** A system beside the two ports that takes what it is given. */
export interface Outside {
  commit(key: string, content: string): Promise<void>;
}

/**
 * Streams files, keeps a manifest that is there only while they are whole, and speaks to a system of its own: the shape of
 * `sync` and `reporting`.
 */
export const deliver = (outside: Outside) =>
  defineStage({
    at: import.meta.url,
    name: 'deliver',
    doc: 'Delivers what was learnt.',
    reads: {
      model,
      weights,
      last_delivered: previous(delivered),
      good_delivered: goodNights(delivered, goodNightsBack),
    },
    writes: { delivered },
    queries: { lines: columns, trend: columns },
    options: z.strictObject({}),
    async run(night) {
      const { region, runDate, store } = night;
      for (const { segment, hold } of await readHolds(store, region)) if (hold) night.hold(segment, 'held by hand');
      night.figure('rows_of_good_nights', (await night.query('trend')).length);
      const folder = `out/${region}/${runDate}`;
      await store.delete(`${folder}/manifest.json`);
      const sums: string[] = [];
      for (let file = 0; file < files; file++) {
        const pieces = async function* (): AsyncGenerator<Uint8Array> {
          for await (const { columns: batch } of night.columns('lines')) {
            yield new TextEncoder().encode(`${file} ${batch.row_value.join('\n')}\n`);
          }
        };
        sums.push((await store.putStream(`${folder}/part-${file}.txt`, pieces(), night)).sha256);
      }
      await night.materialize('delivered');
      await night.effect('upload', async (held) => {
        const sum = createHash('sha256').update(sums.join()).digest('hex');
        await held();
        await outside.commit(`${region}/${runDate}`, sum);
      });
      await store.put(`${folder}/manifest.json`, JSON.stringify(sums));
    },
  });
