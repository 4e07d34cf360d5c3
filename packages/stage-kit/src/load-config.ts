import { existsSync, realpathSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CheckedConfig } from './config.ts';
import { checkConfig } from './config.ts';
import { StageKitError } from './error.ts';

/** A config and where it was found. */
export interface LoadedConfig {
  readonly config: CheckedConfig;
  readonly file: string;
  /** The folder that the config's relative paths start from: its own. */
  readonly root: string;
}

const names = ['lookalikes.config.ts', 'lookalikes.config.mts', 'lookalikes.config.js', 'lookalikes.config.mjs'];

/**
 * Loads and checks a config file.
 *
 * The file's imports of `@lookalikes/…` are found from its own folder, else from the command that runs.
 *
 * @param path - the file, or a folder that holds one; the current folder where left out
 * @throws StageKitError `config` where there is no file, it does not load, or a key is wrong
 */
export async function loadConfig(path?: string): Promise<LoadedConfig> {
  const file = findConfig(path);
  const hooks = registerHooks({ resolve: resolveFromCommand });
  try {
    const module = (await import(pathToFileURL(file).href)) as { default?: unknown };
    if (module.default === undefined) {
      throw new StageKitError(
        'config',
        `${file} has no default export: end it with export default defineConfig({ … })`,
      );
    }
    return { config: checkConfig(module.default, file), file, root: dirname(file) };
  } catch (error) {
    if (error instanceof StageKitError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new StageKitError('config', `${file}${lineIn(file, error)} does not load: ${message}`, { cause: error });
  } finally {
    hooks.deregister();
  }
}

/** `:3` where the error's stack names a line of the file. */
function lineIn(file: string, error: unknown): string {
  const after = error instanceof Error ? error.stack?.split(`${file}:`)[1] : undefined;
  const line = after && /^\d+/.exec(after)?.[0];
  return line ? `:${line}` : '';
}

function findConfig(path = '.'): string {
  const given = resolve(path);
  const candidates =
    names.some((name) => given.endsWith(name)) || /\.m?[tj]s$/.test(given)
      ? [given]
      : names.map((name) => join(given, name));
  const file = candidates.find((candidate) => existsSync(candidate));
  if (file) return realpathSync(file);
  throw new StageKitError(
    'config',
    `no config: ${candidates.length === 1 ? given : `none of ${names.join(', ')} in ${given}`}. Make one with lookalikes init, or name yours with --config.`,
  );
}

type Resolve = NonNullable<Parameters<typeof registerHooks>[0]['resolve']>;

const resolveFromCommand: Resolve = (specifier, context, next) => {
  try {
    return next(specifier, context);
  } catch (error) {
    const command = process.argv[1];
    if (!specifier.startsWith('@lookalikes/') || command === undefined || !existsSync(command)) throw error;
    return next(specifier, { ...context, parentURL: pathToFileURL(realpathSync(command)).href });
  }
};
