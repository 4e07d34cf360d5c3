import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckedConfig, Log, Telling } from '@lookalikes/stage-kit';
import type { NightOutcome } from '../../night/outcome.ts';
import { NotTaken, post } from '../service.ts';
import { messageOf } from './message.ts';

/** How long a message may take, in milliseconds: an attempt, all of them, and what is left once the command is to stop. */
export const webhookTiming = { attemptMs: 5_000, budgetMs: 15_000, stopMs: 1_000 };

/** What telling a webhook needs. */
export interface WebhookOf {
  readonly config: Pick<CheckedConfig, 'telling'>;
  readonly root: string;
  readonly log: Log;
  /** Aborts when the command is to stop. */
  readonly signal: AbortSignal;
  readonly timing?: typeof webhookTiming;
}

/**
 * Tells the config's webhook of each night that failed or was held, one message each. What cannot be told is said in the log;
 * nothing is thrown, and the webhook's URL, which is a secret, is said nowhere.
 */
export async function tellWebhook(outcomes: readonly NightOutcome[], of: WebhookOf): Promise<void> {
  const { webhook } = of.config.telling ?? {};
  const messages = outcomes.map(messageOf).filter((message) => message !== undefined);
  if (!webhook || messages.length === 0) return;
  const { stopMs, ...timing } = of.timing ?? webhookTiming;
  const ended = new AbortController();
  const stop = () => void sleep(stopMs, undefined, { ref: false }).then(() => ended.abort());
  if (of.signal.aborted) stop();
  of.signal.addEventListener('abort', stop);
  try {
    const url = await urlOf(webhook, of.root);
    const told = messages.map(async (body) => {
      await post({ service: 'webhook', url, body, ...timing, signal: ended.signal });
    });
    const refused = (await Promise.allSettled(told)).find((one) => one.status === 'rejected');
    if (refused) throw refused.reason;
  } catch (error) {
    const why = error instanceof NotTaken ? error.message : unreadable(error);
    of.log.warn(
      { code: 'webhook-not-told', error: why },
      `the webhook did not take the message of a night (${why}). Look at telling.webhook of the config.`,
    );
  } finally {
    of.signal.removeEventListener('abort', stop);
  }
}

async function urlOf(webhook: NonNullable<Telling['webhook']>, root: string): Promise<string> {
  if ('url' in webhook) return webhook.url;
  const url = (await readFile(resolve(root, webhook.urlFile), 'utf8')).trim();
  if (/^https?:/.test(url) && URL.canParse(url)) return url;
  throw new NotTaken('its urlFile holds no http or https URL');
}

const unreadable = (error: unknown): string =>
  `its urlFile: ${(error as NodeJS.ErrnoException).code ?? 'not readable'}`;
