import type { Region } from '@lookalikes/schema';
import { delivered, int, text } from '@lookalikes/schema';
import type { CheckedConfig, LoadBatch, ObjectStore } from '@lookalikes/stage-kit';
import { Ledger, writeOf } from '@lookalikes/stage-kit';
import { RunnerError } from '../error.ts';

/** Where the ids of a night are read. */
export interface OurIdsOf {
  readonly config: CheckedConfig;
  readonly root: string;
  readonly store: ObjectStore;
  readonly region: Region;
  readonly runDate: string;
}

const held = {
  segment: text('The segment.'),
  id: text("The DSP's id."),
  rank: int('The rank.'),
};

/**
 * What the DSP holds of ours after a night, with ranks, batch by batch from the engine of the config.
 *
 * @throws RunnerError `usage` where the night published no delivered set; what opening the engine throws
 */
export async function* ourIds({ config, root, store, region, runDate }: OurIdsOf): AsyncGenerator<LoadBatch> {
  const dataset = delivered.v1;
  const entry = await new Ledger(store).find(dataset, { region, date: runDate });
  if (!entry) {
    throw new RunnerError('usage', `${dataset.table} of ${region}/${runDate} is not published: run sync of it first`);
  }
  const engine = await config.engine({ region }).open({ root, region });
  try {
    yield* engine.columns(
      {
        name: `the ids of ${dataset.table}`,
        text: "SELECT held.segment_id AS segment, held.dsp_user_id AS id, held.rank FROM {{delivered}} AS held WHERE held.change <> 'removed'",
        relations: { delivered: { kind: 'writes', dataset, writes: [writeOf(dataset, entry)] } },
        params: {},
      },
      held,
    );
  } finally {
    await engine.close();
  }
}
