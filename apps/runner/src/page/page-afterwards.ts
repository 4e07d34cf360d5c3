import type { Afterwards, CheckedConfig, Log } from '@lookalikes/stage-kit';

/** The page of a night that was stopped may take so long: the process is to be gone soon. */
const stoppedMs = 2_000;

/** That of any other night. Reading it must not keep the region for long. */
const mostMs = 15 * 60_000;

/**
 * What makes the page of a night once it is over. A night that was stopped has a page of its records alone, which takes no statement;
 * what a page lacks is told as a warning.
 *
 * @returns undefined where the config wants no pages
 */
export function pageAfterwards(
  config: Pick<CheckedConfig, 'page'>,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Afterwards | undefined {
  const settings = config.page;
  if (!settings?.enabled) return undefined;
  return async ({ record, engine, store, signal: lost }) => {
    const stopped = record.status === 'cancelled';
    const limits = [lost, AbortSignal.timeout(stopped ? stoppedMs : mostMs), ...(stopped ? [] : [signal])];
    // The charts' library is large, and only pages need it.
    const { writePage } = await import('./write-page.ts');
    const written = await writePage({
      region: record.region,
      runDate: record.runDate,
      store,
      into: store,
      engine: stopped ? undefined : engine,
      nights: settings.nights,
      price: settings.pricePerHour ?? null,
      signal: AbortSignal.any(limits),
    });
    for (const what of written?.page.missing ?? []) {
      log.warn({ code: 'page-lacks', run: record.run }, `${record.run}: its page lacks ${what}`);
    }
  };
}
