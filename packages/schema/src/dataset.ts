import { z } from 'zod';
import type { Columns, RowOfColumns } from './columns.ts';
import { SchemaError } from './error.ts';

/** A contract's version. A new nullable column is a minor; anything else is a new major, with a table of its own. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** The day a partition is for: the night's run date, or the day whose events it aggregates. */
export type PartitionDate = 'run_date' | 'event_date';

/**
 * The contract of a dataset: what its one writer promises and its readers rely on.
 *
 * @typeParam Name - the dataset's name, as in `user_tokens`
 * @typeParam C - its columns; the partition's columns (`region` and the partition date) are not among them
 */
export interface Dataset<Name extends string = string, C extends Columns = Columns> {
  readonly kind: 'dataset';
  readonly name: Name;
  readonly version: Version;
  /** The one stage that writes it. */
  readonly writtenBy: string;
  /** The table's name, `<dataset>_v<major>`. */
  readonly table: string;
  readonly partition: readonly ['region', PartitionDate];
  readonly columns: C;
  /** The columns that no two rows of a partition share. Empty where rows have no key. */
  readonly key: readonly string[];
  readonly doc: string;
  /** The row as zod sees it. */
  readonly row: z.ZodType<RowOfColumns<C>>;
}

/** The row of a dataset, as TypeScript sees it. */
export type RowOf<D extends Dataset> = RowOfColumns<D['columns']>;

const identifier = /^[a-z][a-z0-9_]{0,62}$/;

/**
 * Declares a dataset.
 *
 * @param spec - name (snake_case), version, columns, key and a line of prose; `partitionedBy` is `run_date` unless said
 * @throws SchemaError `bad-contract` where a name is no plain identifier or the key names no column
 * @example
 * const tokens = defineDataset({
 *   name: 'tokens', writtenBy: 'training-data', version: { major: 1, minor: 0 }, doc: 'Every token of the night.',
 *   columns: { token_no: int('Rank by frequency.'), token: text('The token.') }, key: ['token_no'],
 * });
 */
export function defineDataset<const Name extends string, C extends Columns>(spec: {
  name: Name;
  writtenBy: string;
  version: Version;
  doc: string;
  columns: C;
  key: readonly (keyof C & string)[];
  partitionedBy?: PartitionDate;
}): Dataset<Name, C> {
  const names = Object.keys(spec.columns);
  for (const name of [spec.name, ...names]) {
    if (!identifier.test(name)) {
      throw new SchemaError('bad-contract', `${spec.name}: '${name}' is no plain lower-case identifier`);
    }
  }
  for (const name of spec.key) {
    if (!names.includes(name)) {
      throw new SchemaError('bad-contract', `${spec.name}: the key names '${name}', which is no column of it`);
    }
  }
  const shape = Object.fromEntries(Object.entries(spec.columns).map(([name, column]) => [name, column.zod]));
  return {
    kind: 'dataset',
    name: spec.name,
    writtenBy: spec.writtenBy,
    version: spec.version,
    table: `${spec.name}_v${spec.version.major}`,
    partition: ['region', spec.partitionedBy ?? 'run_date'],
    columns: spec.columns,
    key: spec.key,
    doc: spec.doc,
    row: z.object(shape) as unknown as z.ZodType<RowOfColumns<C>>,
  };
}

/** A dataset's version as text, `1.0`. */
export const versionText = ({ major, minor }: Version): string => `${major}.${minor}`;
