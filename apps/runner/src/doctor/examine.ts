import type { LoadedConfig, ObjectStore } from '@lookalikes/stage-kit';
import type { Prepared } from '../prepare.ts';
import { prepare } from '../prepare.ts';
import { stages } from '../stages.ts';
import { examineDatabases } from './examine-databases.ts';
import { examineRegion } from './examine-region.ts';
import { examineTsvs } from './examine-tsvs.ts';
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';

/**
 * Looks whether a night could run. What cannot be looked at, because something before it is broken, is left out.
 *
 * @param path - the config file or its folder
 */
export async function examine(path?: string): Promise<Finding[]> {
  const node: Finding = { state: 'ok', what: 'node', detail: process.version };
  let prepared: Prepared | undefined;
  const config = await finding('config', async () => {
    prepared = await prepare(stages, path);
    return `${prepared.file}, ${prepared.planned.length} stages`;
  });
  if (!prepared) return [node, config];
  let store: ObjectStore | undefined;
  const objects = await finding('object store', async () => {
    store = await openStore(prepared as Prepared);
    return `${store.name} takes, gives and forgets an object`;
  });
  if (!store) return [node, config, objects];
  const found = [...(await examineTsvs(prepared.config, store)), ...(await examineDatabases(prepared.config))];
  for (const region of prepared.config.regions) found.push(...(await examineRegion(region, { ...prepared, store })));
  return [node, config, objects, ...found];
}

/** Opens the store and sees an object through its life. */
async function openStore({ config, root }: LoadedConfig): Promise<ObjectStore> {
  const store = await config.store.open({ root });
  const key = `doctor/${process.pid}.txt`;
  await store.put(key, 'doctor\n');
  const found = new TextDecoder().decode(await store.get(key));
  await store.delete(key);
  if (found !== 'doctor\n') throw new Error(`${store.locate(key)} gives back other bytes than were put there`);
  return store;
}
