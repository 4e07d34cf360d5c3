import type { ObjectStore } from '@lookalikes/stage-kit';

/** A file of the legacy, and what its key says of it. */
export interface LegacyFile {
  readonly key: string;
  readonly bytes: number;
  /** By placeholder, as they stand in the key. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Lists the files whose keys fit a template. Names that begin with `_` or `.`, such as Hadoop's `_SUCCESS`, are no files.
 *
 * @param template - with `{name}` for a part of a name and `*` for any
 * @param known - values that are known already, by placeholder
 * @example await findFiles(store, 'out/{region}/{segment_id}/part-*', { region: 'amer' })
 */
export async function findFiles(
  store: ObjectStore,
  template: string,
  known: Readonly<Record<string, string>>,
): Promise<LegacyFile[]> {
  const filled = template.replaceAll(/\{([a-z_]+)\}/g, (whole, name: string) => known[name] ?? whole);
  const prefix = filled.slice(0, filled.search(/[{*]|$/));
  const pattern = new RegExp(
    `^${filled
      .split(/(\{[a-z_]+\}|\*)/)
      .map((piece) => {
        if (piece === '*') return '[^/]*';
        return piece.startsWith('{')
          ? `(?<${piece.slice(1, -1)}>[^/]+)`
          : piece.replaceAll(/[.+?^$()|[\]\\{}]/g, String.raw`\$&`);
      })
      .join('')}$`,
  );
  const found: LegacyFile[] = [];
  for await (const { key, bytes } of store.list(prefix)) {
    const match = pattern.exec(key);
    if (match && !/^[._]/.test(key.split('/').at(-1) ?? '')) found.push({ key, bytes, values: { ...match.groups } });
  }
  return found;
}
