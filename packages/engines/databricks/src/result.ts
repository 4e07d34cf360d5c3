import type { RecordBatch } from 'apache-arrow';
import { RecordBatchReader } from 'apache-arrow';
import type { ArrowSource } from './arrow-source.ts';
import { arrowSource } from './arrow-source.ts';
import type { Bounds } from './bounded.ts';
import { bounded } from './bounded.ts';
import type { IOperation } from './driver.ts';
import { TTypeId } from './driver.ts';

/** A column as a SELECT gives it, in types of Databricks SQL. */
export interface SelectedColumn {
  readonly name: string;
  readonly type: string;
}

/** How many rows the service is asked for at a time, where it sends them itself. */
const rowsAtATime = 100_000;

/** What a statement gives. Read once: after a failure on the way the statement has to be run again. */
export class Result {
  readonly #operation: IOperation;
  readonly #bounds: Bounds;

  constructor(operation: IOperation, bounds: Bounds) {
    this.#operation = operation;
    this.#bounds = bounds;
  }

  /** The columns, which are known before the first row is read. */
  async columns(): Promise<SelectedColumn[]> {
    const { schema } = await bounded(this.#operation.getResultMetadata(), this.#bounds);
    return (schema?.columns ?? []).map(({ columnName, typeDesc }) => {
      const entry = typeDesc.types[0]?.primitiveEntry;
      return { name: columnName, type: typeName(entry?.type, entry?.typeQualifiers?.qualifiers) };
    });
  }

  /** The rows, some at a time. */
  async *batches(): AsyncGenerator<RecordBatch> {
    const source = await bounded(arrowSource(this.#operation), this.#bounds);
    while (await bounded(source.hasMore(), this.#bounds)) yield* await bounded(piece(source), this.#bounds);
  }
}

async function piece(source: ArrowSource): Promise<RecordBatch[]> {
  const { batches, rowCount } = await source.fetchNext({ limit: rowsAtATime });
  if (rowCount === 0) return [];
  const found: RecordBatch[] = [];
  let left = rowCount;
  for (const batch of RecordBatchReader.from([...batches])) {
    const mine = batch.numRows > left ? batch.slice(0, left) : batch;
    left -= mine.numRows;
    if (mine.numRows > 0) found.push(mine);
  }
  return found;
}

const names: Readonly<Record<number, string>> = {
  [TTypeId.BOOLEAN_TYPE]: 'BOOLEAN',
  [TTypeId.TINYINT_TYPE]: 'TINYINT',
  [TTypeId.SMALLINT_TYPE]: 'SMALLINT',
  [TTypeId.INT_TYPE]: 'INT',
  [TTypeId.BIGINT_TYPE]: 'BIGINT',
  [TTypeId.FLOAT_TYPE]: 'FLOAT',
  [TTypeId.DOUBLE_TYPE]: 'DOUBLE',
  [TTypeId.STRING_TYPE]: 'STRING',
  [TTypeId.TIMESTAMP_TYPE]: 'TIMESTAMP',
  [TTypeId.DATE_TYPE]: 'DATE',
  [TTypeId.NULL_TYPE]: 'VOID',
  // The service does not say of what; in our SQL all are of texts.
  [TTypeId.ARRAY_TYPE]: 'ARRAY<STRING>',
};

type Qualifiers = Readonly<Record<string, { readonly i32Value?: number | undefined }>>;

function typeName(type: number | undefined, qualifiers: Qualifiers | undefined): string {
  if (type === TTypeId.DECIMAL_TYPE) {
    return `DECIMAL(${qualifiers?.['precision']?.i32Value ?? '?'},${qualifiers?.['scale']?.i32Value ?? '?'})`;
  }
  return names[type ?? -1] ?? TTypeId[type ?? -1]?.replace(/_TYPE$/, '') ?? 'UNKNOWN';
}
