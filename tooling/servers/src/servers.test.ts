import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { install, isInstalled, ServersError, startS3 } from './index.ts';
import { freePort } from './free-port.ts';
import { run } from './run.ts';
import { startServer } from './server-process.ts';

const folder = await mkdtemp(join(tmpdir(), 'lookalikes-servers-'));
afterAll(() => rm(folder, { recursive: true }));

const script = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return join(folder, name);
};
const answers = (port: number) => async (): Promise<boolean> => {
  try {
    return (await fetch(`http://127.0.0.1:${port}/`)).ok;
  } catch {
    return false;
  }
};

test('installs whole or not at all', async () => {
  const cache = join(folder, 'cache');
  expect(() => install(cache, 'no-such-go')).toThrow(expect.objectContaining({ code: 'not-installed' }) as Error);
  expect(() => install(cache, 'no-such-go')).toThrow(/cannot start no-such-go: .*install Go/);
  const failing = await script('failing', 'touch "$GOBIN/half"; echo the reason >&2; exit 3');
  expect(() => install(cache, failing)).toThrow(/failing ended with 3, expected 0; it said:\nthe reason$/);
  expect(isInstalled(cache)).toBe(false);
  expect(await readdir(cache)).toEqual([]);
  install(cache, await script('going', 'echo "$2" > "$GOBIN/versitygw"'));
  expect(isInstalled(cache)).toBe(true);
});

test('says what to do where the S3 server is not there', async () => {
  const refused = startS3(join(folder, 'nothing'));
  await expect(refused).rejects.toBeInstanceOf(ServersError);
  await expect(refused).rejects.toThrow(/npm run servers:install builds it/);
});

test('says what a server said that ends, and what cannot be started', async () => {
  const ending = { name: 'x', args: [], isReady: () => Promise.resolve(false), stopSignal: 'SIGTERM' } as const;
  const path = await script('ending', 'echo the reason >&2; exit 3');
  await expect(startServer({ ...ending, path })).rejects.toMatchObject({
    code: 'start-failed',
    message: 'x ended; it said:\nthe reason',
  });
  await expect(startServer({ ...ending, path: join(folder, 'none') })).rejects.toThrow(/ENOENT/);
});

test('starts a server and stops it', async () => {
  const port = await freePort();
  const serve = `require('node:http').createServer((_, answer) => answer.end()).listen(${port}, '127.0.0.1')`;
  const program = { name: 'x', path: process.execPath, args: ['-e', serve], stopSignal: 'SIGTERM' } as const;
  const stop = await startServer({ ...program, isReady: answers(port) });
  expect(await answers(port)()).toBe(true);
  await stop();
  expect(await answers(port)()).toBe(false);
  await stop();
});

test('runs a program, or says how it failed', async () => {
  const about = { needed: 'install it', code: 'start-failed' } as const;
  run(await script('touching', `touch ${join(folder, 'touched')}`), [], about);
  expect(existsSync(join(folder, 'touched'))).toBe(true);
  expect(() => run('no-such-program', [], about)).toThrow('cannot start no-such-program: install it');
});
