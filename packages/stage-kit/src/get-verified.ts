import { createHash } from 'node:crypto';
import type { Cancel } from './engine.ts';
import { StageKitError } from './error.ts';
import type { ObjectStore } from './object-store.ts';
import { ObjectStoreError } from './object-store.ts';

/**
 * Gets an object that a dataset names, and holds it against the sha256 that the dataset has of it.
 *
 * @param object - `key`, `sha256` (hexadecimal), and `of`: for messages, what the object is and who writes it
 * @throws StageKitError `corrupt` where it is gone or is not what was written
 * @example await getVerified(store, { key: model.artifact, sha256: model.artifact_sha256, of: 'the model artifact' })
 */
export async function getVerified(
  store: ObjectStore,
  object: { readonly key: string; readonly sha256: string; readonly of: string },
  cancel: Cancel = {},
): Promise<Uint8Array> {
  const { key, sha256, of } = object;
  const content = await store.get(key, cancel).catch((error: unknown) => {
    if (!(error instanceof ObjectStoreError && error.code === 'not-found')) throw error;
    throw new StageKitError(
      'corrupt',
      `${of}, ${store.locate(key)}, is gone: restore it, or run the stage that writes it again`,
      { cause: error },
    );
  });
  const found = createHash('sha256').update(content).digest('hex');
  if (found === sha256) return content;
  throw new StageKitError(
    'corrupt',
    `${of}, ${store.locate(key)}, has sha256 ${found}, expected ${sha256}: restore it, or run the stage that writes it again`,
  );
}
