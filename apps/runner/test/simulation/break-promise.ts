import { registerHooks } from 'node:module';
import { mutants } from './mutants.ts';

/**
 * Breaks one promise of the code that is loaded from now on.
 *
 * @param name - of a mutant
 * @throws Error where there is no such mutant; where its file is loaded, and does not have the line once
 */
export function breakPromise(name: string): void {
  const mutant = mutants.find((one) => one.name === name);
  if (!mutant) throw new Error(`no mutant '${name}'`);
  const { file, from, to } = mutant;
  registerHooks({
    load: (url, context, next) => {
      const loaded = next(url, context);
      if (!url.endsWith(file)) return loaded;
      const source = loaded.source instanceof Uint8Array ? new TextDecoder().decode(loaded.source) : loaded.source;
      const parts = typeof source === 'string' ? source.split(from) : [];
      if (parts.length !== 2)
        throw new Error(`${name}: ${file} has ${Math.max(0, parts.length - 1)} times '${from}', expected once`);
      return { ...loaded, source: parts.join(to) };
    },
  });
}
