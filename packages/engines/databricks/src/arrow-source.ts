import type { IOperation } from './driver.ts';
import { DatabricksError } from './error.ts';

/** Bytes of one Arrow IPC stream, in pieces, and how many of its rows belong to the result. */
interface ArrowPiece {
  readonly batches: readonly Uint8Array[];
  readonly rowCount: number;
}

/** Where the driver has the Arrow bytes of a result, fetched or downloaded and unpacked. */
export interface ArrowSource {
  hasMore(): Promise<boolean>;
  fetchNext(options: { limit: number }): Promise<ArrowPiece>;
}

// The driver keeps its Arrow batches to itself and offers an object a row instead: a hundred times the processor time, and
// timestamps cut to milliseconds. They are reached here and nowhere else; the package is pinned, and the suite fails
// where they are gone.
interface Internals {
  getResultHandler?(): Promise<{ readonly source?: { readonly source?: Partial<ArrowSource> } }>;
}

/**
 * The Arrow bytes of an operation that has finished.
 *
 * @throws DatabricksError `sql` where the driver has none, which is where another version of it is installed
 */
export async function arrowSource(operation: IOperation): Promise<ArrowSource> {
  const handler = await (operation as Internals).getResultHandler?.();
  const source = handler?.source?.source;
  if (source?.hasMore && source.fetchNext) return source as ArrowSource;
  throw new DatabricksError(
    'sql',
    'the driver gives no Arrow batches; install the version of @databricks/sql that this package names',
  );
}
