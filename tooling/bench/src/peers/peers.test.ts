import { expect, test } from 'vitest';
import { install, programOnPath } from './command.ts';
import { packageVersionOf } from './debian-version.ts';
import { debianProgram } from './debian.ts';
import { pinned, versionsOf } from './python.ts';

test('a program is found on the PATH, and one that is not there is not', () => {
  expect(programOnPath('sh', '/nowhere:/bin')).toBe('/bin/sh');
  expect(programOnPath('sh', '/nowhere')).toBeUndefined();
});

test('what cannot be had is said with what has it', async () => {
  const missing = { program: 'no-such-program', debianPackage: 'some-package' };
  await expect(debianProgram(missing)).rejects.toMatchObject({
    code: 'peer-unavailable',
    message: 'no no-such-program on the PATH; some-package has it',
  });
});

test('an installation that fails says what the program said', async () => {
  await expect(install('a peer', ['/bin/sh', '-c', 'echo no network >&2; exit 1'])).rejects.toMatchObject({
    code: 'peer-unavailable',
    message: 'a peer cannot be installed: no network',
  });
  await expect(install('a peer', ['/nowhere/program'])).rejects.toThrow(/^a peer cannot be installed: .*ENOENT/);
  expect(await install('a peer', ['/bin/sh', '-c', 'echo done'])).toBe('done\n');
});

test('every peer is pinned', () => {
  expect([...pinned().values()].every((version) => /^\d+(\.\d+)+$/.test(version))).toBe(true);
  expect(versionsOf('scipy')).toBe(`scipy ${pinned().get('scipy')}`);
});

test('a program that no package brought is named by its place', async () => {
  expect(await packageVersionOf('no-such-package', '/usr/local/bin/program')).toBe('at /usr/local/bin/program');
});
