import type { Cancel, LoadBatch, Write } from '@lookalikes/stage-kit';
import { DatabricksError } from './error.ts';
import { RowWriter, rowsSelect } from './load-rows.ts';
import type { Piece } from './load-rows.ts';
import { identifier } from './quote.ts';
import { emptyRelation } from './relations.ts';
import type { StoredColumn } from './tables.ts';
import type { Columns, Dataset } from './types.ts';
import { sqlType } from './types.ts';
import type { Sql, Warehouse } from './warehouse.ts';
import { replaceStatement } from './write.ts';

/** Where a load's rows come from. */
export type Batches = AsyncIterable<LoadBatch> | Iterable<LoadBatch>;

/** What a load is about. */
export interface Load {
  readonly write: Write;
  readonly batches: Batches;
  readonly stored: readonly StoredColumn[];
}

/** The name of the table that gathers the pieces of a load. */
const gatheringTable = ({ writeId }: Write): string => `load_${writeId.replaceAll('-', '_')}`;

/**
 * Appends batches under a write's id, in one statement: all of them, or none. Where they do not fit into one, they are
 * gathered in a table of their own first, piece by piece, which is dropped afterwards.
 *
 * @returns how many rows were sent
 */
export async function load(warehouse: Warehouse, { write, batches, stored }: Load, cancel: Cancel): Promise<number> {
  const { dataset } = write;
  const name = `load into ${dataset.table}`;
  const writer = new RowWriter(dataset);
  const insert = (rows: Pick<Sql, 'sql' | 'params'>) =>
    warehouse.run(replaceStatement(write, { name, ...rows }, stored), cancel);
  let first: Piece | undefined;
  let gathered: Gathering | undefined;
  let sent = 0;
  try {
    for await (const batch of untilAborted(batches, cancel.signal)) {
      for (const piece of writer.add(batch)) {
        sent += piece.rows;
        if (first === undefined) {
          first = piece;
          continue;
        }
        if (gathered === undefined) {
          gathered = new Gathering(warehouse, { write, name }, cancel);
          await gathered.begin(first);
        }
        await gathered.add(piece);
      }
    }
    const last = writer.take();
    sent += last.rows;
    if (gathered !== undefined) {
      await gathered.add(last);
      await insert({ sql: gathered.select() });
    } else if (first !== undefined && last.rows > 0) {
      gathered = new Gathering(warehouse, { write, name }, cancel);
      await gathered.begin(first);
      await gathered.add(last);
      await insert({ sql: gathered.select() });
    } else await insert(selectOf(first ?? last, dataset.columns));
    return sent;
  } finally {
    await gathered?.end();
  }
}

/** The SELECT of a piece's rows. */
function selectOf({ text, rows }: Piece, columns: Columns): Pick<Sql, 'sql' | 'params'> {
  if (rows === 0) return { sql: `SELECT * FROM ${emptyRelation(columns)}` };
  return { sql: rowsSelect(columns), params: { rows: text } };
}

/** The statement that makes the table which gathers the pieces of a load: a partition a piece, so that each can be sent again. */
export const createGathering = (dataset: Dataset, table: string): string =>
  `CREATE TABLE IF NOT EXISTS ${identifier(table)} (${Object.entries(dataset.columns)
    .map(([name, { type }]) => `${identifier(name)} ${sqlType(type)}`)
    .join(', ')}, \`_piece\` INT NOT NULL) USING DELTA PARTITIONED BY (\`_piece\`)`;

class Gathering {
  readonly #warehouse: Warehouse;
  readonly #dataset: Dataset;
  readonly #name: string;
  readonly #table: string;
  readonly #cancel: Cancel;
  #pieces = 0;

  constructor(warehouse: Warehouse, { write, name }: { write: Write; name: string }, cancel: Cancel) {
    this.#warehouse = warehouse;
    this.#dataset = write.dataset;
    this.#name = name;
    this.#table = gatheringTable(write);
    this.#cancel = cancel;
  }

  async begin(first: Piece): Promise<void> {
    await this.#run(createGathering(this.#dataset, this.#table));
    await this.add(first);
  }

  async add(piece: Piece): Promise<void> {
    const { sql, params } = selectOf(piece, this.#dataset.columns);
    const at = this.#pieces++;
    await this.#run(
      `INSERT INTO ${identifier(this.#table)} REPLACE WHERE \`_piece\` = ${at} SELECT *, ${at} AS \`_piece\` FROM (${sql}) AS piece`,
      params,
    );
  }

  select(): string {
    return `SELECT ${Object.keys(this.#dataset.columns).map(identifier).join(', ')} FROM ${identifier(this.#table)}`;
  }

  /** Drops the table, also of a load that was cancelled. */
  async end(): Promise<void> {
    await this.#warehouse.run({ name: this.#name, sql: `DROP TABLE IF EXISTS ${identifier(this.#table)}` }, {});
  }

  async #run(sql: string, params: Sql['params'] = {}): Promise<void> {
    await this.#warehouse.run({ name: this.#name, sql, params }, this.#cancel);
  }
}

/**
 * The source's batches, given up on as soon as the signal aborts, even where the source never answers again. What the
 * source throws is thrown as it is.
 */
async function* untilAborted(batches: Batches, signal: AbortSignal | undefined): AsyncGenerator<LoadBatch> {
  const source = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => undefined);
  const abort = () => aborted.reject(signal?.reason as Error);
  signal?.addEventListener('abort', abort, { once: true });
  let open = true;
  try {
    for (;;) {
      signal?.throwIfAborted();
      open = false;
      const next = await Promise.race([
        Promise.resolve(source.next()).then((found) => {
          open = found.done !== true;
          return found;
        }),
        aborted.promise.catch((error: unknown) => {
          open = true;
          throw error;
        }),
      ]);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    // Not waited for: a source that hangs would hang its end too.
    if (open) void source.return?.();
  }
}

/** Makes sure that what was sent is what is there. */
export function checkArrived({ dataset }: Write, sent: number, found: number): void {
  if (sent === found) return;
  throw new DatabricksError(
    'sql',
    `load into ${dataset.table}: ${sent} rows were sent and ${found} are there; run it again`,
  );
}
