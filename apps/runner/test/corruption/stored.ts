import { mkdirSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { seeds } from '@lookalikes/schema';
import type { ObjectStore } from '@lookalikes/stage-kit';
import { getVerified, Journal, Ledger, readEffects, readHolds } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
import { parseManifest } from '../../src/parity/our-night.ts';
import type { Kind } from './kind.ts';
import type { DoneNight } from './night.ts';

const night = { region: 'amer', date: '2026-11-21' } as const;
const itself = 'its own sha256';

/** What lies in the object store and is read by a night, or by whoever takes its delivery. */
export async function storedKinds(world: DoneNight): Promise<Kind[]> {
  /** A kind that is read from a store in which nothing else lies. */
  const kind = async (
    of: { readonly name: string; readonly heldBy: string; readonly in: string; readonly file?: RegExp },
    read: (store: ObjectStore, key: string) => Promise<unknown>,
  ): Promise<Kind> => {
    const { path, content: whole } = world.file(`objects/${of.in}`, of.file);
    const root = join(world.root, 'damaged', of.name);
    mkdirSync(root, { recursive: true });
    const store = await fileStore({ root: '.' }).open({ root });
    const key = path.slice(join(world.root, 'objects/').length);
    return {
      name: of.name,
      heldBy: of.heldBy,
      whole,
      read: async (content) => {
        await store.put(key, content);
        return { seen: JSON.stringify(await read(store, key)) };
      },
      close: async () => {},
    };
  };
  const artifact = world.file('objects/models');
  const sha256 = createHash('sha256').update(artifact.content).digest('hex');
  return Promise.all([
    kind({ name: 'model artifact', heldBy: 'the sha256 in `models`', in: 'models' }, async (store, key) => {
      const { length } = await getVerified(store, { key, sha256, of: 'the model artifact' });
      return length;
    }),
    kind({ name: 'ledger entry', heldBy: itself, in: 'ledger/amer/seeds_v1' }, (store) =>
      new Ledger(store).find(seeds.v1, night),
    ),
    kind({ name: 'record of an attempt', heldBy: itself, in: 'runs/amer' }, (store) =>
      new Journal(store).attempts(night.region, night.date),
    ),
    kind({ name: 'journal, before an effect', heldBy: itself, in: 'journal/amer', file: /before/ }, (store) =>
      readEffects(store, { night: 'amer/2026-11-21', attempt: 1 }),
    ),
    kind({ name: 'hold of a segment', heldBy: itself, in: 'holds/amer' }, (store) => readHolds(store, night.region)),
    kind(
      { name: 'delivery manifest', heldBy: itself, in: 'lookalikes/amer/2026-11-21', file: /manifest/ },
      async (store, key) => parseManifest(await store.get(key), key),
    ),
  ]);
}
