import type { Log, LogFormat } from '@lookalikes/stage-kit';
import { createLog } from '@lookalikes/stage-kit';

/**
 * The log of a region's process. In plain form it says no more than the warnings: the lines for people, one a stage, are the
 * command's.
 */
export function regionLog(format: LogFormat): Log {
  const log = createLog(format);
  if (format !== 'plain') return log;
  const nothing = (): void => {};
  return {
    debug: nothing,
    info: nothing,
    error: nothing,
    warn: (fields, message) => {
      const { region, stage, segment } = fields as { region?: string; stage?: string; segment?: string };
      const place = [region, stage, segment].filter((part) => part !== undefined).join(' ');
      log.warn(fields, place === '' ? message : `${place}: ${message}`);
    },
  };
}
