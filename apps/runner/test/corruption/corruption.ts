import { parseArgs } from 'node:util';
import { allKinds } from './all-kinds.ts';
import type { Tally } from './kind.ts';
import { tryKind } from './kind.ts';
import { doneNight } from './night.ts';
import { tableOf, writeDocs } from './table.ts';

// npm run test:corruption [-- --all | --flips N --cuts N] [--seed N] [--only TEXT] [--write-docs]: damages every kind of file that a
// night reads, a bit flipped or the end cut off, and reads it as a night does. Ends with 1 where something was accepted
// that we hold a checksum of.

const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    flips: { type: 'string', default: '100' },
    cuts: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    'write-docs': { type: 'boolean', default: false },
  },
});
const [flips, cuts] = values.all ? [1_000, 200] : [Number(values.flips), Number(values.cuts)];

using world = await doneNight();
const tallies: Tally[] = [];
for (const kind of await allKinds(world)) {
  if (kind.name.includes(values.only)) {
    const started = performance.now();
    const tally = await tryKind(kind, { flips, cuts, seed: Number(values.seed) });
    const each = (performance.now() - started) / (tally.tried + 1);
    process.stderr.write(
      `${kind.name}: ${tally.tried} of ${kind.whole.length} bytes, ${each.toFixed(1)} ms each, ${JSON.stringify(Object.fromEntries(tally.refused))}\n`,
    );
    tallies.push(tally);
  }
  await kind.close();
}
const accepted = tallies.flatMap(({ kind, unnoticed }) =>
  kind.heldBy === undefined ? [] : unnoticed.map((what) => `${kind.name}: ${what} was not noticed`),
);
process.stdout.write(`${[tableOf(tallies), ...accepted].join('\n')}\n`);
if (values['write-docs']) writeDocs(tallies);
process.exitCode = accepted.length === 0 ? 0 : 1;
