import type { ObjectStore, RunRecord } from '@lookalikes/stage-kit';

/** Figures in which a stage records where in the object store it left something. */
const recorded: Readonly<Record<string, string>> = {
  manifest: 'delivered files',
  reports: 'reports',
};

/** Where people find what a night left, a line a place. */
export function places(store: ObjectStore, { stages }: RunRecord): string[] {
  return stages.flatMap(({ figures }) =>
    figures.flatMap(({ name, value, segment }) => {
      const what = recorded[name];
      return what !== undefined && segment === undefined && typeof value === 'string'
        ? [`${what}: ${store.locate(value)}`]
        : [];
    }),
  );
}
