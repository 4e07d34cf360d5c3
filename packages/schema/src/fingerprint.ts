import type { Dataset } from './dataset.ts';
import { versionText } from './dataset.ts';

/** What of a contract readers depend on: not its prose. Columns as `name type` or `name type?` where nullable. */
export interface Fingerprint {
  readonly partition: readonly string[];
  readonly key: readonly string[];
  readonly columns: readonly string[];
}

/** Fingerprints by `dataset@major.minor`. */
export type Fingerprints = Readonly<Record<string, Fingerprint>>;

/** The fingerprint of one contract. */
export function fingerprint(dataset: Dataset): Fingerprint {
  const columns = Object.entries(dataset.columns);
  return {
    partition: dataset.partition,
    key: dataset.key,
    columns: columns.map(([name, column]) => `${name} ${column.type}${column.nullable ? '?' : ''}`),
  };
}

/** The fingerprints of many contracts, by `dataset@major.minor`. */
export function fingerprints(datasets: readonly Dataset[]): Fingerprints {
  return Object.fromEntries(datasets.map((dataset) => [idOf(dataset), fingerprint(dataset)]));
}

/**
 * Holds contracts against the committed fingerprints.
 *
 * A contract may differ from what is committed under its version in nothing; a new minor may add nullable columns at the
 * end; everything else is a new major.
 *
 * @returns one sentence a breach, naming the dataset and what to do; empty where all is well
 */
export function breaches(datasets: readonly Dataset[], committed: Fingerprints): string[] {
  return datasets.flatMap((dataset) => {
    const now = fingerprint(dataset);
    const before = committed[idOf(dataset)];
    if (before) {
      return same(now, before)
        ? []
        : [
            `${idOf(dataset)} changed without a new version: bump its minor for a new nullable column at the end, else its major`,
          ];
    }
    const { major, minor } = dataset.version;
    if (minor === 0) return [`${idOf(dataset)} is not in the fingerprint file: add it with npm run fingerprints`];
    const previous = committed[`${dataset.name}@${major}.${minor - 1}`];
    if (!previous) return [`${idOf(dataset)} follows no committed minor ${major}.${minor - 1}`];
    return isMinor(now, previous)
      ? [`${idOf(dataset)} is not in the fingerprint file: add it with npm run fingerprints`]
      : [`${idOf(dataset)} is more than a minor: only nullable columns at the end may be new; bump its major`];
  });
}

const idOf = (dataset: Dataset): string => `${dataset.name}@${versionText(dataset.version)}`;

const same = (a: Fingerprint, b: Fingerprint): boolean => JSON.stringify(a) === JSON.stringify(b);

function isMinor(now: Fingerprint, previous: Fingerprint): boolean {
  const kept = { ...now, columns: now.columns.slice(0, previous.columns.length) };
  return same(kept, previous) && now.columns.slice(previous.columns.length).every((column) => column.endsWith('?'));
}
