import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Program } from '../arguments.ts';
import { configTemplate } from '../config-template.ts';
import { RunnerError } from '../error.ts';
import { print } from '../output.ts';

const name = 'lookalikes.config.ts';

/** Adds `lookalikes init`. */
export function addInit(program: Program): void {
  program
    .command('init')
    .description(`write a commented ${name} for the embedded engine`)
    .argument('[folder]', 'where to write it', '.')
    .action(async (folder: string) => {
      const file = join(folder, name);
      await mkdir(folder, { recursive: true });
      await writeNew(file, configTemplate);
      print([
        `wrote ${file}`,
        'next: say in it where your events and mappings lie, and put the two metadata TSVs where it says;',
        `then   lookalikes doctor --config ${file}   looks whether everything can be reached,`,
        `and    lookalikes plan --config ${file}     prints what a night does.`,
        'to try it on made-up data first: lookalikes sample --to world',
      ]);
    });
}

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new RunnerError('usage', `${file} is there already and is left as it is; name another folder, or delete it`, {
      cause: error,
    });
  }
}
