import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Consumer } from './consumer.ts';
import { ChecksError } from './error.ts';

/**
 * Every package's main entry loads in the consumer's Node.
 *
 * @throws ChecksError `command-failed` with what Node said
 * @example loadEntries(consumer)
 */
export function loadEntries({ tarballs, run }: Consumer): void {
  const code = tarballs.map(({ pkg }) => `await import('${pkg.manifest.name}');`).join('\n');
  run(['node', '--input-type=module', '--eval', code]);
}

/**
 * A TypeScript file that imports every package's main entry compiles, as strict as TypeScript gets; a package without
 * types would be an error there.
 *
 * @throws ChecksError `command-failed` with the compiler's errors
 * @example compileEntries(consumer)
 */
export function compileEntries({ folder, tarballs, run }: Consumer): void {
  const names = tarballs.map((_, index) => `p${index}`);
  const imports = tarballs.map(({ pkg }, index) => `import * as p${index} from '${pkg.manifest.name}';`);
  writeFileSync(join(folder, 'uses.ts'), `${imports.join('\n')}\nexport const all = [${names.join(', ')}];\n`);
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2023', 'esnext.disposable'],
    types: ['node'],
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    // Off, so that a mistake inside a package's own declarations is seen as well.
    skipLibCheck: false,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['uses.ts'] }));
  run(['tsc', '--project', '.']);
}

/**
 * Each stage's own command describes itself.
 *
 * @throws ChecksError `consumer` for a command that says nothing
 * @example describeStages(consumer)
 */
export function describeStages({ tarballs, run }: Consumer): void {
  const stages = tarballs.filter(({ pkg }) => pkg.folder.startsWith('packages/stages/'));
  for (const command of stages.flatMap(({ pkg }) => Object.keys(pkg.manifest.bin))) {
    const said = run(['npx', '--no-install', command, 'describe']);
    if (said.trim() === '')
      throw new ChecksError('consumer', `${command} describe printed nothing; expected its manifest`);
  }
}

const config = ['--config', 'world/lookalikes.config.ts'] as const;

/**
 * Writes a small sample world.
 *
 * @throws ChecksError `command-failed` with what the command said
 * @example makeWorld(consumer)
 */
export function makeWorld({ run }: Consumer): void {
  run(['npx', '--no-install', 'lookalikes', 'sample', '--to', 'world', '--users', '3000', '--through', '2026-11-20']);
}

/**
 * Runs one night there: exit status 0.
 *
 * @throws ChecksError `command-failed` with what the command said
 * @example runNight(consumer)
 */
export function runNight({ run }: Consumer): void {
  run(['npx', '--no-install', 'lookalikes', 'run', ...config, '--date', '2026-11-21']);
}

const Night = z.looseObject({ status: z.string() });

/**
 * Reads the night's record back, for both regions: it parses, and says `done`.
 *
 * @throws ChecksError `consumer` for another status; `command-failed` when there is no record
 * @example showNight(consumer)
 */
export function showNight({ run }: Consumer): void {
  for (const region of ['amer', 'emeaApac']) {
    const night = `${region}/2026-11-21`;
    const { status } = Night.parse(
      JSON.parse(run(['npx', '--no-install', 'lookalikes', 'show', night, ...config, '--json'])),
    );
    if (status !== 'done') throw new ChecksError('consumer', `${night} has status ${status}; expected done`);
  }
}
