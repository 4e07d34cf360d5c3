import type { Region } from '@lookalikes/schema';
import type { Engine, LoadedConfig } from '@lookalikes/stage-kit';

/**
 * Opens a region's engine for a command that only reads, and closes it again, however the work ends.
 *
 * @throws what opening the engine and the work throw; a SuppressedError that has both where closing fails after the work did
 * @example await withEngine(loaded, 'amer', (engine) => changesBetween({ engine, store, region: 'amer', before, night }))
 */
export async function withEngine<T>(
  { config, root }: Pick<LoadedConfig, 'config' | 'root'>,
  region: Region,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = await config.engine({ region }).open({ root, region });
  await using _opened = { [Symbol.asyncDispose]: () => engine.close() };
  return await work(engine);
}
