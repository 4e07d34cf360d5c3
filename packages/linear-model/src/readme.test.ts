import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../', import.meta.url));

function block(readme: string, language: string): string {
  return readme.split('```' + language + '\n')[1]!.split('```')[0]!;
}

test("the README's example prints what the README says", async () => {
  const readme = readFileSync(`${folder}README.md`, 'utf8');
  const flags = ['--conditions=@lookalikes/source', '--input-type=module-typescript', '--eval'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, block(readme, 'ts')], { cwd: folder });
  expect(stdout).toBe(block(readme, 'text'));
});
