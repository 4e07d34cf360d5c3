import { parseArgs } from 'node:util';
import { breakPromise } from './break-promise.ts';

// npm run test:simulation [-- --seeds N [--from N] | --seed N]: plays nights in a simulated world, and holds them to what the docs promise.

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    mutant: { type: 'string' },
  },
});

// The code is loaded once it is known whether a promise of it is to be broken.
if (values.mutant !== undefined) breakPromise(values.mutant);
const { findMutant, playSeeds, replay } = await import('./campaign.ts');

const seeds = Number(values.seeds);
if (values.mutant !== undefined) await findMutant(seeds);
else if (values.seed === undefined) process.exitCode = await playSeeds(seeds, Number(values.from));
else process.exitCode = await replay(Number(values.seed));
