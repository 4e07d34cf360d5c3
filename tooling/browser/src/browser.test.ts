import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BrowserError } from './error.ts';
import { findChromium } from './find-chromium.ts';
import { install } from './install.ts';

const folder = mkdtempSync(join(tmpdir(), 'lookalikes-browser-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program of a name that says something and ends with a status. */
function program(name: string, status: number): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho "$@"\nexit ${status}\n`, { mode: 0o755 });
  return path;
}

describe('findChromium', () => {
  it('takes the one that is named, else the first on the PATH, else none', () => {
    const named = program('a-browser', 0);
    expect(findChromium({ CHROMIUM_PATH: named, PATH: '' })).toBe(named);
    expect(findChromium({ PATH: folder })).toBeUndefined();
    const found = program('chromium-browser', 0);
    expect(findChromium({ CHROMIUM_PATH: '', PATH: `/nowhere:${folder}` })).toBe(found);
    rmSync(found);
  });

  it('refuses a name that is no program', () => {
    expect(() => findChromium({ CHROMIUM_PATH: join(folder, 'none') })).toThrow(BrowserError);
  });
});

describe.runIf(process.getuid?.() === 0)('install, by root', () => {
  it('says what is missing where there is no apt-get', () => {
    expect(() => install({ PATH: join(folder, 'empty') })).toThrow(/no apt-get to install one with/);
  });

  it('tells what apt-get said where it fails, and where it left no Chromium', () => {
    const apt = program('apt-get', 100);
    expect(() => install({ PATH: `${folder}:/bin` })).toThrow(/ended with 100, expected 0; it said:\nupdate --quiet/);
    rmSync(apt);
    program('apt-get', 0);
    expect(() => install({ PATH: folder })).toThrow(/none is on the PATH/);
    rmSync(join(folder, 'apt-get'));
  });
});

describe.runIf(process.getuid?.() !== 0)('install, by anybody else', () => {
  it('says that only root can', () => {
    expect(() => install({ PATH: folder })).toThrow(/only root can/);
  });
});
