import type { Dataset } from '@lookalikes/schema';

/**
 * The table of a dataset's newest major, among the names of tables; the dataset's own, where none is newer.
 *
 * @example newestTable(seeds.v1, ['seeds_v1', 'seeds_v2', 'tokens_v3']) // 'seeds_v2'
 */
export function newestTable({ name, version }: Dataset, tables: readonly string[]): string {
  const majors = tables.flatMap((table) => {
    const [, dataset, major] = /^(.+)_v(\d+)$/.exec(table) ?? [];
    return dataset === name ? [Number(major)] : [];
  });
  return `${name}_v${Math.max(version.major, ...majors)}`;
}
