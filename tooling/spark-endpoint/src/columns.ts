import { SparkEndpointError } from './error.ts';
import type { ThriftStruct, ThriftValue } from './thrift.ts';
import { entriesAt, listAt, structAt, textAt } from './thrift.ts';

/** A column of a result, as its metadata describes it. */
export interface Column {
  readonly name: string;
  /** A `TTypeId`. */
  readonly type: number;
  /** Digits in all, of a decimal. */
  readonly precision: number;
  /** Digits after the point, of a decimal. */
  readonly scale: number;
}

/** A value as Spark's Thrift server sends it; dates, timestamps, decimals, arrays, maps and structs are texts. */
export type Cell = boolean | number | bigint | Buffer | null;

/** The columns that a `TGetResultSetMetadataResp` describes; none for a statement without a result. */
export function columnsOf(metadata: ThriftStruct): readonly Column[] {
  return structs(listAt(structAt(metadata, 2), 1)).map((column) => {
    const [entry] = structs(listAt(structAt(column, 2), 1));
    const primitive = structAt(entry, 1);
    const type = primitive?.get(1)?.value;
    const qualifiers = structAt(primitive, 2);
    return {
      name: textAt(column, 1) ?? '',
      type: typeof type === 'number' ? type : -1,
      precision: qualifier(qualifiers, 'precision'),
      scale: qualifier(qualifiers, 'scale'),
    };
  });
}

/** Counts the columns of a `TTableSchema` from 1, as a warehouse does; Spark counts from 0. */
export function countFromOne(metadata: ThriftStruct): void {
  structs(listAt(structAt(metadata, 2), 1)).forEach((column, index) => column.set(3, { type: 8, value: index + 1 }));
}

/**
 * The cells of a `TRowSet`, a list a column. A `TColumn` is a union of lists by type, each with a bitmap of its NULLs.
 *
 * @throws SparkEndpointError `bad-result` for a column without values
 */
export function cellsOf(rowSet: ThriftStruct | undefined): readonly (readonly Cell[])[] {
  return structs(listAt(rowSet, 3)).map((union, index) => {
    const [field] = union.values();
    const column = field?.value;
    const nulls = column instanceof Map ? column.get(2)?.value : undefined;
    if (!(column instanceof Map) || !Buffer.isBuffer(nulls)) {
      throw new SparkEndpointError(
        'bad-result',
        `column ${index + 1} of an answer has no values; expected a list of them`,
      );
    }
    return listAt(column, 1).map((value, row) => (((nulls[row >> 3] ?? 0) >> (row & 7)) & 1 ? null : (value as Cell)));
  });
}

const structs = (values: readonly ThriftValue[]): ThriftStruct[] => values.filter((value) => value instanceof Map);

/** A number of a `TTypeQualifiers`; 0 where it has none. */
function qualifier(qualifiers: ThriftStruct | undefined, name: string): number {
  const value = entriesAt(qualifiers, 1).find(([key]) => key === name)?.[1];
  const number = value instanceof Map ? value.get(1)?.value : undefined;
  return typeof number === 'number' ? number : 0;
}
