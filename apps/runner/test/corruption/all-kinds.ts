import { databaseKind } from './database.ts';
import { inputKinds } from './inputs.ts';
import type { Kind } from './kind.ts';
import type { DoneNight } from './night.ts';
import { storedKinds } from './stored.ts';

/** Every kind of file that a night reads, as a night has left it. */
export const allKinds = async (world: DoneNight): Promise<Kind[]> => [
  ...(await storedKinds(world)),
  ...(await inputKinds(world)),
  await databaseKind(world),
];
