import type { Cancel, Write } from '@lookalikes/stage-kit';
import type { Piece } from './load-rows.ts';
import { rowsSelect } from './load-rows.ts';
import { identifier } from './quote.ts';
import { emptyRelation } from './relations.ts';
import type { Columns, Dataset } from './types.ts';
import { sqlType } from './types.ts';
import type { Sql, Warehouse } from './warehouse.ts';

/** Where the pieces of a load wait for the statement that makes all of them its write's. */
export interface Gathering {
  add(piece: Piece): Promise<void>;
  /** The SELECT of all rows. */
  select(): string;
  /** Throws them away. */
  end(cancel: Cancel): Promise<void>;
}

/** The SELECT of a piece's rows; of no piece, of none. */
export function selectOf(piece: Piece | undefined, columns: Columns): Pick<Sql, 'sql' | 'params'> {
  if (piece === undefined) return { sql: `SELECT * FROM ${emptyRelation(columns)}` };
  return { sql: rowsSelect(columns), params: { rows: piece.text } };
}

/** The statement that makes the table of a load: a partition a piece, so that each can be sent again. */
export const createGathering = (dataset: Dataset, table: string): string =>
  `CREATE TABLE IF NOT EXISTS ${identifier(table)} (${Object.entries(dataset.columns)
    .map(([name, { type }]) => `${identifier(name)} ${sqlType(type)}`)
    .join(', ')}, \`_piece\` INT NOT NULL) USING DELTA PARTITIONED BY (\`_piece\`)`;

/** Gathers the pieces of a load in a table of its own, made with the first of them. */
export class TableGathering implements Gathering {
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
    this.#table = `load_${write.writeId.replaceAll('-', '_')}`;
    this.#cancel = cancel;
  }

  async add(piece: Piece): Promise<void> {
    const at = this.#pieces++;
    if (at === 0) await this.#run({ sql: createGathering(this.#dataset, this.#table) }, this.#cancel);
    const { sql, params = {} } = selectOf(piece, this.#dataset.columns);
    await this.#run(
      {
        sql: `INSERT INTO ${identifier(this.#table)} REPLACE WHERE \`_piece\` = ${at} SELECT *, ${at} AS \`_piece\` FROM (${sql}) AS piece`,
        params,
      },
      this.#cancel,
    );
  }

  select(): string {
    return `SELECT ${Object.keys(this.#dataset.columns).map(identifier).join(', ')} FROM ${identifier(this.#table)}`;
  }

  /** Drops the table, also of a load that was cancelled. */
  async end(cancel: Cancel): Promise<void> {
    await this.#run({ sql: `DROP TABLE IF EXISTS ${identifier(this.#table)}` }, cancel);
  }

  async #run(statement: Pick<Sql, 'sql' | 'params'>, cancel: Cancel): Promise<void> {
    await this.#warehouse.run({ name: this.#name, ...statement }, cancel);
  }
}
