import type { LoadedConfig } from '@lookalikes/stage-kit';
import { defaultPage, RegionLock } from '@lookalikes/stage-kit';
import type { NightName } from '../arguments.ts';
import { withEngine } from '../changes/with-engine.ts';
import { RunnerError } from '../error.ts';
import { readNight } from '../night/read-night.ts';
import { writePage } from './write-page.ts';

/**
 * Writes the page of a night anew, and the index. Holds the region meanwhile, so that no night runs in it: an embedded database has room
 * for one process, and a night writes its own page.
 *
 * @returns where the page lies, and what it lacks
 * @throws RunnerError `usage` where there is no such night, naming those there are; StageKitError `lock-held` while the region's night
 *   runs; what the engine and the store throw
 */
export async function rewritePage(
  loaded: Pick<LoadedConfig, 'config' | 'root'>,
  { region, runDate }: NightName,
  signal: AbortSignal,
): Promise<{ readonly where: string; readonly missing: readonly string[] }> {
  const { config, root } = loaded;
  const store = await config.store.open({ root });
  // Says which nights there are where this one is not.
  await readNight(store, { region, runDate });
  const { nights, pricePerHour = null } = config.page ?? defaultPage;
  const lock = await RegionLock.acquire(store, region, { run: 'page', timing: config.lock, signal });
  await using _held = { [Symbol.asyncDispose]: () => lock.release() };
  const ending = AbortSignal.any([signal, lock.lost]);
  const written = await withEngine(loaded, region, (engine) =>
    writePage({ region, runDate, store, into: store, engine, nights, price: pricePerHour, signal: ending }),
  );
  if (written !== undefined) return { where: store.locate(written.key), missing: written.page.missing };
  throw new RunnerError(
    'usage',
    `the record of ${region}/${runDate} went away meanwhile; look who else uses ${store.name}`,
  );
}
