import type { Cancel, LoadBatch, Write } from '@lookalikes/stage-kit';
import { SourceFailure, untilAborted } from '@lookalikes/stage-kit';
import { DatabricksError } from './error.ts';
import type { Gathering } from './gathering.ts';
import { selectOf, TableGathering } from './gathering.ts';
import type { Piece } from './load-rows.ts';
import { RowWriter } from './load-rows.ts';
import type { Tables } from './tables.ts';
import { VolumeGathering } from './volume.ts';
import type { Sql, Warehouse } from './warehouse.ts';
import { replace } from './write.ts';

/** Where a load's rows come from. */
export type Batches = AsyncIterable<LoadBatch> | Iterable<LoadBatch>;

/** What a load is about. */
export interface Load {
  readonly write: Write;
  readonly batches: Batches;
  /** Where pieces are gathered, if there are several: a volume, or a table of their own. */
  readonly volume: string | undefined;
}

/** How long a load may take to throw away what it gathered: its caller may be stopping. */
const tidyingMs = 10_000;

/**
 * Appends batches under a write's id, in one statement: all of them, or none. Where they do not fit into one, they are
 * gathered first, piece by piece.
 *
 * @returns how many rows were sent
 */
export async function load(
  { warehouse, tables }: { warehouse: Warehouse; tables: Tables },
  of: Load,
  cancel: Cancel,
): Promise<number> {
  const { write, volume } = of;
  const { columns, table } = write.dataset;
  const name = `load into ${table}`;
  const insert = (rows: Pick<Sql, 'sql' | 'params'>) =>
    replace({ warehouse, tables }, [{ write, select: { name, ...rows } }], cancel);
  let first: Piece | undefined;
  let gathering: Gathering | undefined;
  let sent = 0;
  try {
    for await (const piece of pieces(of, cancel.signal)) {
      sent += piece.rows;
      if (first === undefined) {
        first = piece;
        continue;
      }
      if (gathering === undefined) {
        gathering = volume
          ? new VolumeGathering(warehouse, { volume, columns, name }, cancel)
          : new TableGathering(warehouse, { write, name }, cancel);
        await gathering.add(first);
      }
      await gathering.add(piece);
    }
    await insert(gathering ? { sql: gathering.select() } : selectOf(first, columns));
    return sent;
  } catch (error) {
    throw error instanceof SourceFailure ? error.reason : error;
  } finally {
    // Whether the load went well does not hang on it: what is left over, `check` names.
    await gathering?.end({ signal: AbortSignal.timeout(tidyingMs) }).catch(() => undefined);
  }
}

/** The rows in pieces of the size of a statement; at most the last is smaller. */
async function* pieces({ write, batches }: Load, signal: AbortSignal | undefined): AsyncGenerator<Piece> {
  const writer = new RowWriter(write.dataset);
  for await (const batch of untilAborted(batches, signal)) yield* writer.add(batch);
  const last = writer.take();
  if (last.rows > 0) yield last;
}

/** Makes sure that what was sent is what is there. */
export function checkArrived({ dataset }: Write, sent: number, found: number): void {
  if (sent === found) return;
  throw new DatabricksError(
    'sql',
    `load into ${dataset.table}: ${sent} rows were sent and ${found} are there; run it again`,
  );
}
