import { DatabricksError } from './error.ts';
import type { SelectedColumn } from './result.ts';
import type { Columns } from './types.ts';
import { contractType, fits } from './types.ts';

/**
 * Holds what a SELECT gives against what was declared: the same names in the same order, and types that fit.
 *
 * @param exact - whether whole numbers must be of the very size that is declared
 * @throws DatabricksError `sql` naming both lists, or the column and what to cast
 */
export function checkSelected(
  found: readonly SelectedColumn[],
  columns: Columns,
  { name, exact = false }: { name: string; exact?: boolean },
): void {
  const declared = Object.entries(columns);
  const names = found.map((column) => column.name);
  const expected = declared.map(([column]) => column);
  if (names.join('\n') !== expected.join('\n')) {
    throw new DatabricksError(
      'sql',
      `${name} selects (${names.join(', ')}), expected (${expected.join(', ')}), in this order`,
    );
  }
  for (const [index, [column, { type }]] of declared.entries()) {
    const has = found[index]?.type ?? '';
    if (exact ? contractType(has) === type : fits(has, type)) continue;
    throw new DatabricksError('sql', `${name}: column '${column}' is ${has}, declared ${type}; CAST it in the SELECT`);
  }
}
