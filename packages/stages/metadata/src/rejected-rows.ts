import type { rejectedMetadata, RowOf } from '@lookalikes/schema';
import type { FileName, RejectedRow } from './rows.ts';

/** How much of a row is kept. */
const longestContent = 1000;

/** The rows of `rejected_metadata`. */
export function rejectedRows(
  rejected: Readonly<Record<FileName, readonly RejectedRow[]>>,
): RowOf<typeof rejectedMetadata.v1>[] {
  const files: readonly FileName[] = ['segments', 'pixels'];
  return files.flatMap((file) =>
    rejected[file].map(({ line, content, reasons }) => ({
      file,
      line,
      reason: reasons.join('; '),
      // A cut through a surrogate pair would leave half a character.
      content: content.slice(0, longestContent).toWellFormed(),
    })),
  );
}
