import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log, ObjectStore } from '@lookalikes/stage-kit';
import { ObjectStoreError } from '@lookalikes/stage-kit';
import { post } from '../service.ts';
import type { LineageEvent } from './events.ts';

/** Where events go, in their order. */
export interface LineageSink {
  /** Takes an event; it goes out when it can. Never throws. */
  send(event: LineageEvent): void;
  /** Waits until what was sent is out, two seconds at most. Never throws. */
  end(): Promise<void>;
}

/** How long the end waits for what is not out yet. */
const endMs = 2_000;

/** Sends one event after the other. Where one cannot be sent, that is told, and no other is tried. */
class Sink implements LineageSink {
  readonly #log: Log;
  readonly #deliver: (event: LineageEvent) => Promise<void>;
  #last: Promise<void> = Promise.resolve();
  #failed = false;

  constructor(log: Log, deliver: (event: LineageEvent) => Promise<void>) {
    this.#log = log;
    this.#deliver = deliver;
  }

  send(event: LineageEvent): void {
    this.#last = this.#last
      .then(() => (this.#failed ? undefined : this.#deliver(event)))
      .catch((error: unknown) => this.#fail(error instanceof Error ? error.message : String(error)));
  }

  async end(): Promise<void> {
    const waited = new AbortController();
    const late = sleep(endMs, true, { signal: waited.signal }).catch(() => false);
    const isLate = await Promise.race([this.#last.then(() => false), late]);
    waited.abort();
    if (isLate) this.#fail('no answer in time');
  }

  #fail(why: string): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#log.warn(
      { code: 'lineage-not-sent', error: why },
      `lineage could not be sent (${why}); the night goes on without. Look at telling.lineage of the config.`,
    );
  }
}

/** Posts events to a receiver, such as Marquez at `/api/v1/lineage`. The key is read for each, so that a new one counts. */
export const urlSink = (
  log: Log,
  to: { readonly url: string; readonly apiKeyFile?: string | undefined },
): LineageSink =>
  new Sink(log, async (event) => {
    const key = to.apiKeyFile === undefined ? undefined : (await readFile(to.apiKeyFile, 'utf8')).trim();
    await post({
      service: 'lineage',
      url: to.url,
      body: event,
      attemptMs: 2_000,
      budgetMs: 4_000,
      ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
    });
  });

/** Puts events into an object, a line each; those that are there already stay. */
export function objectSink(log: Log, store: ObjectStore, key: string): LineageSink {
  let text: string | undefined;
  return new Sink(log, async (event) => {
    text ??= await textOf(store, key);
    text += `${JSON.stringify(event)}\n`;
    await store.put(key, text);
  });
}

async function textOf(store: ObjectStore, key: string): Promise<string> {
  try {
    return new TextDecoder().decode(await store.get(key));
  } catch (error) {
    if (error instanceof ObjectStoreError && error.code === 'not-found') return '';
    throw error;
  }
}
