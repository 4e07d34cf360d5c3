import type { ObjectStore, RunRecord } from '@lookalikes/stage-kit';

/**
 * Where people find what a night left: the manifest of the delivered files, and the reports, folder by folder. A stage says
 * so in its figures, by the key: `manifest` and `<report>.tsv`.
 */
export function places(store: Pick<ObjectStore, 'locate'>, { stages }: Pick<RunRecord, 'stages'>): string[] {
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
  ];
}
