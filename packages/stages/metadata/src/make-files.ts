import type { Session } from '@lookalikes/postgres';
import { inTransaction, PostgresError } from '@lookalikes/postgres';
import type { Night, ObjectStore } from '@lookalikes/stage-kit';
import { ObjectStoreError } from '@lookalikes/stage-kit';
import { MetadataError } from './error.ts';
import type { DatabaseSource, FileLayout } from './options.ts';
import type { FileName } from './rows.ts';
import type { QueriedRows } from './written-table.ts';
import { nameOf, untouched, writtenTable } from './written-table.ts';

/** What making the files takes of a night. */
export type MakingNight = Pick<Night, 'store' | 'signal' | 'log' | 'figure' | 'progress'> & {
  readonly options: Readonly<Record<FileName, FileLayout>>;
};

/** More than these are no segments of anybody: the query is wrong. */
const mostRows = 1_000_000;
const rowsAtOnce = 10_000;

/**
 * Makes the two TSVs from the platform's database and puts them where they are expected: both queries see one state of it
 * and are checked before the first file is put, so that a query that fails loses nothing. A file that would not change is
 * not written.
 *
 * @returns the texts of the files
 * @throws MetadataError `bad-query`, `bad-value`; PostgresError where the database cannot be reached
 */
export async function makeFiles(night: MakingNight, from: DatabaseSource): Promise<Record<FileName, string>> {
  const { store, signal, options } = night;
  night.progress('asking the database');
  const { texts, rows } = await askDatabase({ ...night, name: 'lookalikes-metadata' }, from);
  for (const file of ['segments', 'pixels'] as const) {
    const written = await putIfChanged(store, { key: options[file].key, text: texts[file], signal });
    night.figure(`${file}_queried`, rows[file]);
    night.figure(`${file}_file`, written ? 'written' : 'unchanged');
  }
  return texts;
}

/** The texts of the two files as the database has them now, how many rows each has, and where they are from. */
export interface Asked {
  readonly texts: Record<FileName, string>;
  readonly rows: Readonly<Record<FileName, number>>;
  readonly place: string;
}

/** Who asks, and for which layouts. */
export type AskingOf = Pick<MakingNight, 'signal' | 'log' | 'options'> & { readonly name: string };

/** Asks both queries of one state of the database. @throws as {@link makeFiles} */
export async function askDatabase({ name, signal, log, options }: AskingOf, from: DatabaseSource): Promise<Asked> {
  const of = { name, connection: from.database, mode: 'read', signal, log } as const;
  const { place, ...answers } = await inTransaction(of, async (session) => ({
    place: session.place,
    segments: await ask(session, from, 'segments'),
    pixels: await ask(session, from, 'pixels'),
  }));
  const texts = {
    segments: writtenTable(answers.segments, { file: 'segments', layout: options.segments }),
    pixels: writtenTable(answers.pixels, { file: 'pixels', layout: options.pixels }),
  };
  return { texts, rows: { segments: answers.segments.rows.length, pixels: answers.pixels.rows.length }, place };
}

/** All rows of a query, a batch at a time, so that one of far too many is noticed before they fill the memory. */
async function ask(session: Session, { queries }: DatabaseSource, file: FileName): Promise<QueriedRows> {
  const rows: (readonly (string | null)[])[] = [];
  try {
    await session.run(`DECLARE metadata_rows NO SCROLL CURSOR FOR ${queries[file]}`);
    for (;;) {
      const batch = await session.run(`FETCH ${rowsAtOnce} FROM metadata_rows`);
      rows.push(...batch.rows);
      if (batch.rows.length < rowsAtOnce) {
        await session.run('CLOSE metadata_rows');
        return { columns: batch.columns, rows };
      }
      if (rows.length >= mostRows) break;
    }
  } catch (error) {
    if (!(error instanceof PostgresError && failsTheQuery.has(error.code))) throw error;
    throw new MetadataError('bad-query', `${nameOf(file)} fails: ${error.message} ${untouched}`, { cause: error });
  }
  throw new MetadataError(
    'bad-query',
    `${nameOf(file)} gives ${mostRows.toLocaleString('en')} rows and more: expected the platform's ${file}, a row each. ${untouched}`,
  );
}

/** Failures of the query itself; others are of the connection, and another try may help. */
const failsTheQuery: ReadonlySet<string> = new Set(['refused', 'timeout', 'data', 'statement']);

async function putIfChanged(
  store: ObjectStore,
  { key, text, signal }: { readonly key: string; readonly text: string; readonly signal: AbortSignal },
): Promise<boolean> {
  const content = Buffer.from(text);
  if ((await found(store, key, signal))?.equals(content) === true) return false;
  await store.put(key, content, { signal });
  return true;
}

async function found(store: ObjectStore, key: string, signal: AbortSignal): Promise<Buffer | undefined> {
  try {
    return Buffer.from(await store.get(key, { signal }));
  } catch (error) {
    if (error instanceof ObjectStoreError && error.code === 'not-found') return undefined;
    throw error;
  }
}
