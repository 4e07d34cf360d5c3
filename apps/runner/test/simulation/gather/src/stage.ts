import { inputs } from '@lookalikes/schema';
import { addDays, days, defineStage } from '@lookalikes/stage-kit';
import { z } from 'zod';
import { daily, draft, pool } from '../../contracts.ts';

const Options = z.strictObject({ historyDays: z.int().positive().default(3).describe('days of history') });

const windowOf = ({ runDate, options }: { runDate: string; options: z.output<typeof Options> }) => ({
  from: addDays(runDate, -options.historyDays),
  to: runDate,
});

/** A day aggregated once, something that serves only the run, and tonight's partition: the shape of `training-data`. */
export const gather = defineStage({
  at: import.meta.url,
  name: 'gather',
  doc: 'Gathers the days of the window.',
  reads: { events: inputs.events, days: days(daily, windowOf) },
  writes: { daily, draft, pool },
  scratch: ['draft'],
  options: Options,
  async run(night) {
    const { stale } = await night.staleDays('daily', { input: 'events', range: windowOf(night) });
    await night.materializeDays('daily', stale);
    await night.materialize('draft');
    await night.materialize('pool');
  },
});
