import type { Region } from '@lookalikes/schema';
import { RunnerError } from './error.ts';
import type { Prepared } from './prepare.ts';

/**
 * The regions that a command is for: those it was told, else all of the config.
 *
 * @throws RunnerError `usage` for one that the config does not have
 */
export function regionsOf(
  { region }: { readonly region?: readonly Region[] | undefined },
  { config, file }: Pick<Prepared, 'config' | 'file'>,
): readonly Region[] {
  const other = region?.find((asked) => !config.regions.includes(asked));
  if (other === undefined) return region ?? config.regions;
  throw new RunnerError('usage', `--region ${other}: the regions of ${file} are ${config.regions.join(', ')}`);
}
