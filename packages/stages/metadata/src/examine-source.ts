import type { AskingOf } from './make-files.ts';
import { askDatabase } from './make-files.ts';
import type { DatabaseSource } from './options.ts';

/**
 * Looks whether a night could make the two TSVs: connects once, asks both queries, and makes the texts. Puts no file.
 *
 * @returns where the database is and how many rows it gave, for people
 * @throws MetadataError `bad-query` where a query fails, with what the user may not read; `bad-value`; PostgresError where nobody
 *   answers
 * @example await examineSource(from, { options, signal, log }) // 'db.example.com:5432/platform gives 22 segments and 30 pixels'
 */
export async function examineSource(from: DatabaseSource, of: Omit<AskingOf, 'name'>): Promise<string> {
  const once = { ...from, database: { ...from.database, attempts: 1 } };
  const { rows, place } = await askDatabase({ ...of, name: 'lookalikes-doctor' }, once);
  return `${place} gives ${rows.segments} segments and ${rows.pixels} pixels`;
}
