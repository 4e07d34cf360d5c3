import { z } from 'zod';
import { DaySchema } from '@lookalikes/schema';
import { StageKitError } from './error.ts';
import type { Host } from './host.ts';
import { thisHost } from './host.ts';
import { textOf } from './lock-files.ts';
import type { ObjectStore } from './object-store.ts';
import { sealed, unsealed, whyUnreadable } from './sealed.ts';

const Writing = { table: z.string(), date: DaySchema, writeId: z.uuid() };

const Effect = z.discriminatedUnion('kind', [
  /** Rows appended by a SELECT; `digest` names the SELECT and all it stands on. */
  z.object({ kind: z.literal('materialize'), ...Writing, digest: z.string() }),
  z.object({ kind: z.literal('load'), ...Writing }),
  z.object({ kind: z.literal('publish'), ...Writing, key: z.string() }),
  z.object({ kind: z.literal('put'), key: z.string() }),
  z.object({ kind: z.literal('delete'), key: z.string() }),
  z.object({ kind: z.literal('expose'), tables: z.array(z.string()) }),
  z.object({ kind: z.literal('drop'), writes: z.array(z.object({ table: z.string(), writeId: z.uuid() })) }),
  /** Whatever a stage does beside the two ports. */
  z.object({ kind: z.literal('other'), what: z.string() }),
]);

/** One thing a run does that lasts. */
export type Effect = z.output<typeof Effect>;

const Before = z.object({ stage: z.string(), fence: z.int(), at: z.string(), effect: Effect });
const After = z.object({ at: z.string(), result: z.record(z.string(), z.unknown()).optional() });

/** One effect as the journal has it: announced, and, where `after` is there, done. */
export interface JournalledEffect extends z.output<typeof Before> {
  readonly number: number;
  readonly after?: z.output<typeof After>;
}

/** Whose effects: an attempt at a night. */
export interface EffectsOf {
  /** `region/run date`. */
  readonly night: string;
  readonly attempt: number;
  readonly fence: number;
}

/**
 * The journal of what an attempt does that lasts, an object before and one after each effect:
 * `journal/<region>/<run date>/<attempt>/<number>-<kind>-before.json`, and `-after.json`.
 *
 * What has no `after` may have happened or not; what has no `before` has not.
 */
export class Effects {
  readonly #store: ObjectStore;
  readonly #of: EffectsOf;
  readonly #host: Host;
  #last = 0;

  constructor(store: ObjectStore, of: EffectsOf, host: Host = thisHost) {
    this.#store = store;
    this.#of = of;
    this.#host = host;
  }

  /**
   * Does something that lasts, announced before and noted after. What fails is not noted: it may have happened.
   *
   * @param about - the stage, the effect, and what of the result to keep
   * @returns what the work gives
   */
  async run<T>(
    about: { readonly stage: string; readonly effect: Effect; readonly keep?: (result: T) => object },
    work: () => Promise<T>,
  ): Promise<T> {
    const { effect, ...rest } = about;
    const [result] = await this.runAll({ ...rest, effects: [effect] }, async () => [await work()]);
    return result as T;
  }

  /**
   * Does several things that last at once: all are announced before, and noted after.
   *
   * @returns what the work gives: a result an effect, in their order
   */
  async runAll<T>(
    about: { readonly stage: string; readonly effects: readonly Effect[]; readonly keep?: (result: T) => object },
    work: () => Promise<readonly T[]>,
  ): Promise<readonly T[]> {
    const { stage, effects, keep } = about;
    const keys: string[] = [];
    for (const effect of effects) {
      const key = `${effectsPrefix(this.#of)}${String(++this.#last).padStart(6, '0')}-${effect.kind}`;
      const before = { stage, fence: this.#of.fence, at: this.#host.now().toISOString(), effect };
      await this.#store.put(`${key}-before.json`, contentOf(before));
      keys.push(key);
    }
    const results = await work();
    for (const [at, key] of keys.entries()) {
      const after = { at: this.#host.now().toISOString(), ...(keep ? { result: keep(results[at] as T) } : {}) };
      await this.#store.put(`${key}-after.json`, contentOf(after));
    }
    return results;
  }
}

/** The folder of a night's journals. */
const nightPrefix = (night: string): string => `journal/${night}/`;

/** The folder of an attempt's journal. */
export const effectsPrefix = ({ night, attempt }: Omit<EffectsOf, 'fence'>): string =>
  `${nightPrefix(night)}${String(attempt).padStart(4, '0')}/`;

/** Whether a key of a journal is the note that rows of a SELECT are whole, without which nobody keeps them. */
export const isNoteOfRows = (key: string): boolean => key.endsWith('-materialize-after.json');

/**
 * Reads an attempt's journal, in order.
 *
 * @throws StageKitError `corrupt` where an object of it is none of ours
 */
export async function readEffects(
  store: ObjectStore,
  of: Omit<EffectsOf, 'fence'>,
  kinds?: readonly Effect['kind'][],
): Promise<JournalledEffect[]> {
  const prefix = effectsPrefix(of);
  const keys = new Set<string>();
  for await (const { key } of store.list(prefix)) keys.add(key);
  const found: JournalledEffect[] = [];
  for (const key of keys) {
    const [, number, kind] = /^(\d+)-(\w+)-before\.json$/.exec(key.slice(prefix.length)) ?? [];
    if (number === undefined || (kinds && !kinds.includes(kind as Effect['kind']))) continue;
    const afterKey = key.replace(/before\.json$/, 'after.json');
    const before = await read(store, key, Before);
    if (!before) continue;
    const after = keys.has(afterKey) ? await read(store, afterKey, After) : undefined;
    found.push({ number: Number(number), ...before, ...(after ? { after } : {}) });
  }
  return found;
}

/**
 * The entries of the ledger that a night's attempts announced and did not note as put.
 *
 * @param night - `region/run date`
 */
export async function openPublishIntents(store: ObjectStore, night: string): Promise<string[]> {
  const keys = new Set<string>();
  for await (const { key } of store.list(nightPrefix(night))) keys.add(key);
  const open = [...keys].filter(
    (key) => key.endsWith('-publish-before.json') && !keys.has(key.replace(/before\.json$/, 'after.json')),
  );
  const entries = await Promise.all(open.map((key) => read(store, key, Before)));
  return entries.flatMap((entry) => (entry?.effect.kind === 'publish' ? [entry.effect.key] : []));
}

const contentOf = (value: object): string => `${JSON.stringify(sealed(value))}\n`;

/** An object of a journal; undefined where a sweep has removed it since it was listed: its attempt is over, or was sealed. */
async function read<S extends z.ZodType>(store: ObjectStore, key: string, schema: S): Promise<z.output<S> | undefined> {
  const text = await textOf(store, key);
  if (text === undefined) return undefined;
  try {
    return schema.parse(unsealed(text));
  } catch (error) {
    const why = whyUnreadable(error);
    throw new StageKitError('corrupt', `${store.locate(key)} is no entry of a journal: ${why}. Restore or delete it.`, {
      cause: error,
    });
  }
}
