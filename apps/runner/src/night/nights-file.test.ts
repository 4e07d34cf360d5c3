import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder } from '../../test/world.ts';
import { readNights } from './nights-file.ts';

function file(text: string): string {
  const path = join(newFolder(), 'nights.txt');
  writeFileSync(path, text);
  return path;
}

describe('readNights', () => {
  it('reads run dates in order, without empty lines and comments', async () => {
    await expect(readNights(file('# two nights\n2026-11-21\r\n\n2026-11-24\n'))).resolves.toEqual([
      '2026-11-21',
      '2026-11-24',
    ]);
  });

  it.each([
    ['2026-11-21\nsoon\n', "nights.txt:2: found 'soon'; expected a day as YYYY-MM-DD"],
    ['2026-11-21\n2026-11-20\n', 'nights.txt:2: 2026-11-20 does not come after 2026-11-21'],
    ['2026-11-21\n2026-11-21\n', 'nights.txt:2: 2026-11-21 does not come after 2026-11-21'],
    ['# none\n', 'has no run date'],
  ])('refuses %j', async (text, message) => {
    await expect(readNights(file(text))).rejects.toThrow(message);
  });

  it('says which file it cannot read', async () => {
    const path = join(newFolder(), 'none.txt');
    await expect(readNights(path)).rejects.toThrow(`--nights ${path} cannot be read`);
  });
});
