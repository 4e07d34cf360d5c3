import { join } from 'node:path';
import { addDays, dayNumber, type Day } from '../days.ts';
import { addSums, writeWhole } from '../files.ts';
import { places } from '../layout.ts';
import type { Workshop } from '../workshop.ts';
import type { Tally } from './tally.ts';

/** The sources whose events the world has. */
const eventSources = ['af', 'st', 'tt'] as const;

/** A world being made: where, with what, for how many people. */
export interface Making {
  to: string;
  users: number;
  /** People whose events of one day are made at once: what bounds the memory. */
  usersAtOnce: number;
  workshop: Workshop;
  tally: Tally;
}

const columns = 'event_time, region, source, user_id, pixel_id, tokens';
const order = 'event_time, user_id, pixel_id, tokens';

/**
 * Writes the events of one day into its folders, one a source: `part-<n>.parquet`, of which about one row in a
 * hundred is there twice; `resent.parquet` with copies of a few; `late-<day>.parquet` for those that have arrived by
 * `through`.
 */
export async function writeDay(making: Making, day: Day, through: Day): Promise<void> {
  const { workshop, tally, users, usersAtOnce } = making;
  await workshop.run('TRUNCATE late');
  await workshop.run('TRUNCATE resent');
  const written = new FilesBySource(making, day);
  for (let first = 0, part = 0; first < users; first += usersAtOnce, part++) {
    await workshop.run(
      'CREATE OR REPLACE TEMP TABLE chunk AS SELECT * FROM events_of($day, $first, $last, $specials)',
      {
        day: dayNumber(day),
        first: BigInt(first),
        last: BigInt(Math.min(users, first + usersAtOnce)),
        specials: part === 0,
      },
    );
    await workshop.run('INSERT INTO late SELECT * FROM chunk WHERE lag > 0');
    await workshop.run('INSERT INTO resent SELECT * FROM chunk WHERE lag = 0 AND resent');
    await workshop.run('DELETE FROM chunk WHERE lag > 0');
    await written.write(`part-${part}.parquet`, { from: '(FROM chunk UNION ALL FROM chunk WHERE copies = 2)' });
    await tally.addEvents(workshop, 'chunk', { rows: 'copies', duplicates: 'copies - 1', late: false });
  }
  await written.write('resent.parquet', { from: 'resent' });
  await tally.addEvents(workshop, 'resent', { rows: '1', duplicates: '1', late: false });
  await writeArrivals(written, { known: day, through });
  await written.addSums();
}

/** Writes only what arrived late for a day that is there already: after `known`, up to `through`. */
export async function writeLate(making: Making, day: Day, time: { known: Day; through: Day }): Promise<void> {
  await making.workshop.run(
    'CREATE OR REPLACE TEMP TABLE late AS SELECT * FROM events_of($day, 0, $users, true) WHERE lag > 0',
    { day: dayNumber(day), users: BigInt(making.users) },
  );
  const written = new FilesBySource(making, day);
  await writeArrivals(written, time);
  await written.addSums();
}

async function writeArrivals(written: FilesBySource, { known, through }: { known: Day; through: Day }): Promise<void> {
  const { workshop, tally } = written.making;
  for (const lag of [1, 2]) {
    const arrival = addDays(written.day, lag);
    if (arrival <= known || arrival > through) continue;
    await workshop.run('CREATE OR REPLACE TEMP TABLE arrived AS SELECT * FROM late WHERE lag = $lag', { lag });
    await written.write(`late-${arrival}.parquet`, { from: 'arrived' });
    await tally.addEvents(workshop, 'arrived', { rows: '1', duplicates: '0', late: true });
  }
}

/** The files of one day, a folder a source. */
class FilesBySource {
  readonly making: Making;
  readonly day: Day;
  readonly #paths = new Map<string, string[]>();

  constructor(making: Making, day: Day) {
    this.making = making;
    this.day = day;
  }

  /** Writes one file a source from a table; a source that has no row there gets an empty file. */
  async write(name: string, { from }: { from: string }): Promise<void> {
    const { workshop, to } = this.making;
    for (const source of eventSources) {
      const path = join(to, places.events(source, this.day), name);
      const select = `SELECT ${columns} FROM ${from} WHERE source = $source ORDER BY ${order}`;
      await writeWhole(path, (temporary) => workshop.writeParquet(select, temporary, { source }));
      this.#paths.set(source, [...(this.#paths.get(source) ?? []), path]);
    }
  }

  /** Writes each folder's SHA256SUMS and counts the files. */
  async addSums(): Promise<void> {
    for (const paths of this.#paths.values()) this.making.tally.addFiles(await addSums(paths));
  }
}
