import type { LoadBatch, LoadData } from '@lookalikes/stage-kit';
import { DatabricksError } from './error.ts';
import { identifier } from './quote.ts';
import type { Columns, ColumnType, Dataset } from './types.ts';
import { sqlType } from './types.ts';
import { isDay, isMoment } from './values.ts';

// Rows travel as one text: split at two characters, a third to say them where a value has them, and for nulls.
const [fieldEnd, escape] = ['\u001F', '\u001B'];

/** What ends a row. */
export const rowEnd = '\u001E';
const nothing = `${escape}0`;

/** How many characters of rows go into one statement: some MB of the 16 that a statement may have. */
const pieceLength = 4_000_000;

/** Some rows as the text of a parameter, and how many they are. */
export interface Piece {
  readonly text: string;
  readonly rows: number;
}

/**
 * Rows as pieces of text that {@link rowsSelect} takes apart again, each checked against the contract.
 *
 * @throws DatabricksError `sql` where a batch is not as the contract says, `null-value` for a null that may not be
 */
export class RowWriter {
  readonly #dataset: Dataset;
  readonly #columns: [name: string, column: Columns[string]][];
  #lines: string[] = [];
  #length = 0;
  #batch = 0;

  constructor(dataset: Dataset) {
    this.#dataset = dataset;
    this.#columns = Object.entries(dataset.columns);
  }

  /** Takes a batch, and gives the pieces that are full. */
  *add(batch: LoadBatch): Generator<Piece> {
    this.#batch++;
    this.#check(batch);
    const fields = this.#columns.map(([name, column]) => this.#field(name, column, batch.columns[name] as LoadData));
    for (let row = 0; row < batch.rows; row++) {
      const line = fields.map((field) => field(row)).join(fieldEnd);
      this.#lines.push(line);
      this.#length += line.length + 1;
      if (this.#length >= pieceLength) yield this.take();
    }
  }

  /** What has gathered, perhaps no row. */
  take(): Piece {
    const piece = { text: this.#lines.join(rowEnd), rows: this.#lines.length };
    this.#lines = [];
    this.#length = 0;
    return piece;
  }

  #check({ rows, columns }: LoadBatch): void {
    const expected = this.#columns.map(([name]) => name);
    const found = Object.keys(columns);
    const where = `load into ${this.#dataset.table}, batch ${this.#batch}`;
    if (found.length !== expected.length || !expected.every((name) => Object.hasOwn(columns, name))) {
      throw new DatabricksError(
        'sql',
        `${where}: its columns are (${found.join(', ')}), expected (${expected.join(', ')})`,
      );
    }
    for (const [name, data] of Object.entries(columns)) {
      if (data.length === rows) continue;
      throw new DatabricksError(
        'sql',
        `${where}: column '${name}' has ${data.length} values, expected ${rows}, one a row`,
      );
    }
  }

  #field(name: string, { type, nullable }: Columns[string], data: LoadData): (row: number) => string {
    const encode = encoders[type];
    const batch = this.#batch;
    const where = (row: number) => `load into ${this.#dataset.table}, batch ${batch}, row ${row + 1}: column '${name}'`;
    return (row) => {
      const value: unknown = data[row];
      if (value === null || value === undefined) {
        if (nullable) return nothing;
        throw new DatabricksError('null-value', `${where(row)} has a null, which its contract does not allow`);
      }
      const text = encode(value);
      if (text !== undefined) return text;
      throw new DatabricksError('sql', `${where(row)} has a ${typeof value} that is no ${type}`);
    };
  }
}

type Encode = (value: unknown) => string | undefined;

const whole =
  (bits: number): Encode =>
  (value) => {
    if (typeof value === 'bigint') return BigInt.asIntN(bits, value) === value ? String(value) : undefined;
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) return undefined;
    return bits === 64 || (value | 0) === value ? String(value) : undefined;
  };

// eslint-disable-next-line no-control-regex -- these are what separates values
const special = /[\u001B\u001E\u001F]/g;
const said: Readonly<Record<string, string>> = { [escape]: '1', [rowEnd]: '2', [fieldEnd]: '3' };

const encoders: Readonly<Record<ColumnType, Encode>> = {
  int: whole(32),
  bigint: whole(64),
  double: (value) => (typeof value === 'number' ? (Object.is(value, -0) ? '-0.0' : String(value)) : undefined),
  boolean: (value) => (value === true || value === 1 ? 'true' : value === false || value === 0 ? 'false' : undefined),
  string: (value) =>
    typeof value === 'string' ? value.replaceAll(special, (char) => escape + (said[char] ?? '')) : undefined,
  date: (value) => (typeof value === 'string' && isDay(value) ? value : undefined),
  timestamp: (value) => (typeof value === 'string' && isMoment(value) ? value : undefined),
  strings: () => undefined,
};

/** What is to be known of columns to read them from text. */
export type Fields = Readonly<Record<string, { readonly type: ColumnType; readonly nullable: boolean }>>;

/** The SELECT that takes a piece apart, bound as `:rows`. */
export const rowsSelect = (columns: Fields): string =>
  fieldsSelect(columns, { line: 'line', from: String.raw`(SELECT explode(split(:rows, '\u001E')) AS line)` });

/** The SELECT that takes lines of fields apart: a column a field, cast to the contract's type. */
export function fieldsSelect(columns: Fields, { line, from }: { line: string; from: string }): string {
  const fields = Object.entries(columns).map(([name, { type, nullable }], index) => {
    const field = `f[${index}]`;
    const value = type === 'string' ? unescaped(field) : `CAST(${field} AS ${sqlType(type)})`;
    const given = nullable ? String.raw`CASE WHEN ${field} <> '\u001B0' THEN ${value} END` : value;
    return `${given} AS ${identifier(name)}`;
  });
  return String.raw`SELECT ${fields.join(', ')} FROM (SELECT split(${line}, '\u001F') AS f FROM ${from}) AS lines`;
}

/** The escape itself comes last, or what it says would be taken for another. */
const unescaped = (field: string): string =>
  String.raw`replace(replace(replace(${field}, '\u001B2', '\u001E'), '\u001B3', '\u001F'), '\u001B1', '\u001B')`;
