import type { ObjectStore } from '@lookalikes/stage-kit';
import { RegionLock } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';

// A process that takes the region when it is told to, and lets it go when it is told to.

const store: ObjectStore = await fileStore({ root: 'objects' }).open({ root: process.argv[2] as string });
let lock: RegionLock | undefined;

process.on('message', (message: 'take' | 'release') => void answer(message).then((text) => process.send?.(text)));
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function answer(message: 'take' | 'release'): Promise<string> {
  if (message === 'release') {
    await lock?.release();
    lock = undefined;
    return 'released';
  }
  try {
    const timing = { heartbeatSeconds: 0.05, staleSeconds: 5 };
    lock = await RegionLock.acquire(store, 'amer', { run: 'amer/2026-11-22', timing });
    return `fence ${lock.fence}`;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
