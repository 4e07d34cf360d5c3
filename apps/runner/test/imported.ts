import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { lookalikes } from './lookalikes.ts';
import { newFolder } from './world.ts';

/** Where the public data sets lie, beside the checkout; tests that want one are skipped without them. */
export const data = fileURLToPath(new URL('../../../../shared/data', import.meta.url));

/** Imports a public data set by the real command; gives the new world's folder. */
export async function imported(name: string): Promise<string> {
  const to = join(newFolder(), name);
  const { status, stderr } = await lookalikes(['import', name, join(data, name), '--to', to], newFolder());
  expect([status, stderr]).toEqual([0, expect.not.stringContaining('error')]);
  return to;
}

/** The options of the stages in a config that an import wrote, as TypeScript. */
export const stagesOf = (world: string): string =>
  /^ {2}stages: (\{.*^ {2}\}),$/ms.exec(readFileSync(join(world, 'lookalikes.config.ts'), 'utf8'))?.[1] ?? '';
