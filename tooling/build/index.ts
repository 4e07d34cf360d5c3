import { defineConfig } from 'tsup';

/**
 * The build every published package shares: ES modules for Node 22.18 and newer, one file an entry.
 * Declarations come from `tsc --emitDeclarationOnly`, because TypeScript 7 has no compiler API for tsup to call.
 *
 * @param entry - source files to build, relative to the package
 * @example export default library(['src/index.ts', 'src/cli.ts']);
 */
export function library(entry: string[]) {
  return defineConfig({
    entry,
    format: 'esm',
    target: 'node22',
    platform: 'node',
    sourcemap: true,
    clean: true,
    dts: false,
    splitting: true,
    silent: true,
  });
}
