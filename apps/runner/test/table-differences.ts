import type { Columns, Dataset, Region } from '@lookalikes/schema';
import { catalog, date } from '@lookalikes/schema';
import type { Engine, ObjectStore, Row, Write } from '@lookalikes/stage-kit';
import { Ledger, writeOf } from '@lookalikes/stage-kit';

/** Where the nights of one world have gone. */
export interface Nights {
  readonly engine: Engine;
  readonly store: ObjectStore;
}

/** How the same published dataset of two worlds differs, over all of its dates. */
export interface TableDifference {
  readonly table: string;
  readonly dates: number;
  readonly rows: number;
  /** Keys that only one side has. */
  readonly onlyLeft: number;
  readonly onlyRight: number;
  /** By column: rows whose values differ by more than the tolerance. */
  readonly unequal: Readonly<Record<string, number>>;
  /** The largest relative difference of two numbers; 0 where all are equal. */
  readonly largest: number;
}

/** What may differ. */
export interface Tolerance {
  /** Of numbers that are no integers, relative to the larger of 1 and the number. */
  readonly relative: number;
  /** Columns that say who wrote a row or with what, by table. */
  readonly except: Readonly<Record<string, readonly string[]>>;
}

/**
 * Compares everything that two worlds have published for a region, dataset by dataset and date by date.
 *
 * @returns one a dataset that either side has published
 */
export async function tableDifferences(
  sides: readonly [Nights, Nights],
  region: Region,
  tolerance: Tolerance,
): Promise<TableDifference[]> {
  const found: TableDifference[] = [];
  for (const dataset of catalog) {
    const left = await new Ledger(sides[0].store).all(dataset, region);
    const right = await new Ledger(sides[1].store).all(dataset, region);
    const dates = new Set([...left, ...right].map((entry) => entry.date));
    if (dates.size === 0) continue;
    const rows = await Promise.all([
      publishedRows(
        sides[0].engine,
        dataset,
        left.map((entry) => writeOf(dataset, entry)),
      ),
      publishedRows(
        sides[1].engine,
        dataset,
        right.map((entry) => writeOf(dataset, entry)),
      ),
    ]);
    found.push({ table: dataset.table, dates: dates.size, ...compare(dataset, rows, tolerance) });
  }
  return found;
}

/** The rows of some writes, each under its date and key. */
async function publishedRows(engine: Engine, dataset: Dataset, writes: readonly Write[]): Promise<Map<string, Row>> {
  const day = dataset.partition[1];
  const columns: Columns = { [day]: date('The partition.'), ...dataset.columns };
  // By its table's name, a column may have a name that is a word of SQL.
  const names = Object.keys(columns).map((name) => `published.${name}`);
  const text = `SELECT ${names.join(', ')} FROM {{rows}} AS published`;
  const statement = {
    name: dataset.table,
    text,
    relations: { rows: { kind: 'writes' as const, dataset, writes } },
    params: {},
  };
  const rows = await engine.query(statement, columns);
  const key = [day, ...(dataset.key.length > 0 ? dataset.key : Object.keys(dataset.columns))];
  return new Map(rows.map((row) => [key.map((name) => String(row[name])).join('\t'), row]));
}

function compare(
  dataset: Dataset,
  [left, right]: readonly [ReadonlyMap<string, Row>, ReadonlyMap<string, Row>],
  { relative, except }: Tolerance,
): Pick<TableDifference, 'rows' | 'onlyLeft' | 'onlyRight' | 'unequal' | 'largest'> {
  const columns = Object.keys(dataset.columns).filter((name) => !except[dataset.table]?.includes(name));
  const unequal: Record<string, number> = {};
  let onlyLeft = 0;
  let largest = 0;
  for (const [key, row] of left) {
    const other = right.get(key);
    if (!other) onlyLeft += 1;
    else {
      for (const name of columns) {
        const distance = distanceOf(row[name], other[name]);
        if (Number.isFinite(distance)) largest = Math.max(largest, distance);
        if (distance > relative) unequal[name] = (unequal[name] ?? 0) + 1;
      }
    }
  }
  const onlyRight = [...right.keys()].filter((key) => !left.has(key)).length;
  return { rows: left.size, onlyLeft, onlyRight, unequal, largest };
}

/** 0 for equal values; of two numbers, their difference relative to the larger of 1 and them; else infinite. */
function distanceOf(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') {
    return Math.abs(left - right) / Math.max(1, Math.abs(left), Math.abs(right));
  }
  return textOf(left) === textOf(right) ? 0 : Infinity;
}

const textOf = (value: unknown): string =>
  Array.isArray(value) ? value.map(String).toSorted().join('\n') : String(value);
