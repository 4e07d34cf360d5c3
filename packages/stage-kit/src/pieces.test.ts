import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { SourceFailure, untilAborted } from './pieces.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

test('keeps no piece that was taken', async () => {
  const kept: WeakRef<Uint8Array>[] = [];
  async function* made() {
    for (let number = 0; number < 20; number++) {
      const piece = new Uint8Array(1000);
      kept.push(new WeakRef(piece));
      yield piece;
    }
  }
  const pieces = untilAborted(made(), new AbortController().signal);
  for (let number = 0; number < 20; number++) await pieces.next();
  // A turn of the event loop lets go of what the last steps held.
  await new Promise((resolve) => setTimeout(resolve, 0));
  collectGarbage();
  expect(kept.filter((piece) => piece.deref() !== undefined).length).toBeLessThan(5);
  await pieces.return(undefined);
});

test('carries what its source throws, and leaves no listener behind', async () => {
  const reason = new Error('the source broke');
  async function* broken() {
    yield new Uint8Array(1);
    throw reason;
  }
  const { signal } = new AbortController();
  const reading = (async () => {
    for await (const piece of untilAborted(broken(), signal)) expect(piece).toHaveLength(1);
  })();
  await expect(reading).rejects.toBeInstanceOf(SourceFailure);
  await expect(reading).rejects.toMatchObject({ reason });
});
