import type { Day, Region } from '@lookalikes/schema';
import { DaySchema, regions } from '@lookalikes/schema';

/** The folder of all pages in the object store. */
export const pagesPrefix = 'pages/';

/** The key of the index of the nights that have a page. */
export const indexKey = `${pagesPrefix}index.html`;

/** The key of a night's page. */
export const pageKey = (region: Region, runDate: Day): string => `${pagesPrefix}${region}/${runDate}.html`;

/** The night that a key is the page of; undefined for any other key. */
export function nightOfKey(key: string): { readonly region: Region; readonly runDate: Day } | undefined {
  const [, name, runDate] = /^pages\/([^/]+)\/([^/]+)\.html$/.exec(key) ?? [];
  const region = regions.find((known) => known === name);
  return region && DaySchema.safeParse(runDate).success ? { region, runDate: runDate as Day } : undefined;
}
