import type { ObjectStore, RunRecord } from '@lookalikes/stage-kit';
import { nightOfKey } from '../page/page-keys.ts';

/**
 * Where people find what a night left: the manifest of the delivered files, and the reports, folder by folder, as stages say in their
 * figures, by the key: `manifest` and `<report>.tsv`; and the night's page.
 */
export function places(store: Pick<ObjectStore, 'locate'>, night: Pick<RunRecord, 'stages' | 'objects'>): string[] {
  const { stages } = night;
  const keys = stages.flatMap(({ figures }) =>
    figures.flatMap(({ name, value, segment }) =>
      segment === undefined && typeof value === 'string' ? [{ name, key: value }] : [],
    ),
  );
  const manifests = keys.filter(({ name }) => name === 'manifest').map(({ key }) => `delivered: ${store.locate(key)}`);
  const reports = keys.filter(({ name }) => name.endsWith('.tsv'));
  const folders = Map.groupBy(reports, ({ key }) => key.slice(0, key.lastIndexOf('/')));
  return [
    ...manifests,
    ...[...folders].map(
      ([folder, of]) => `reports: ${store.locate(folder)} (${of.map(({ name }) => name).join(', ')})`,
    ),
    ...pagePlaces(store, night),
  ];
}

/** Where the page of a night is; nothing where it has none. */
export const pagePlaces = (
  store: Pick<ObjectStore, 'locate'>,
  { objects = [] }: Pick<RunRecord, 'objects'>,
): string[] => objects.filter((key) => nightOfKey(key) !== undefined).map((key) => `page: ${store.locate(key)}`);
