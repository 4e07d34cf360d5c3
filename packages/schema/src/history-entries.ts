import { activityPlace, countLevel } from './model-features.ts';

/** A batch of histories as an engine gives it: users in order, and of each the tokens by number. */
export interface HistoryColumns {
  readonly user_key: BigInt64Array;
  readonly token_no: Int32Array;
  readonly decayed_events: Float64Array;
  /** Days from the token's last day to the window's. */
  readonly age: Int32Array;
}

/** Entries of a matrix: see {@link historyEntries}. */
export interface HistoryEntries {
  readonly keys: BigInt64Array;
  readonly columns: Int32Array;
  readonly levels: Uint8Array;
}

/** Activity entries a user has: one of each kind. */
const activityEntries = 4;

/**
 * Histories as entries of a matrix whose columns are the night's tokens, with the level of their decayed count, and after those
 * `activityTokens`: each user's tokens are followed by the buckets of its activity.
 *
 * @param options.tokens - how many tokens the night has
 * @param options.quiet - by token number: 1 where it is no part of activity
 * @example for await (const { keys, columns, levels } of historyEntries(night.columns('histories'), { tokens, quiet })) …
 */
export async function* historyEntries(
  batches: AsyncIterable<{ readonly columns: HistoryColumns }>,
  options: { readonly tokens: number; readonly quiet: Uint8Array },
): AsyncGenerator<HistoryEntries> {
  const { tokens, quiet } = options;
  let user: bigint | undefined;
  let [low, high] = [0, 0];
  const amounts = new Int32Array(activityEntries);
  for await (const { columns: batch } of batches) {
    const { user_key, token_no, decayed_events, age } = batch;
    const halves = new Int32Array(user_key.buffer, user_key.byteOffset, 2 * user_key.length);
    const into = new EntryList(user_key.length);
    for (let at = 0; at < token_no.length; at++) {
      if (user === undefined || halves[2 * at] !== low || halves[2 * at + 1] !== high) {
        if (user !== undefined) into.addActivity(user, amounts, tokens);
        user = user_key[at]!;
        [low, high] = [halves[2 * at]!, halves[2 * at + 1]!];
        amounts.set([0, 0, 0, 0x7fffffff]);
      }
      const column = token_no[at]!;
      into.add(user, column, countLevel(decayed_events[at]!));
      if (quiet[column] === 1) continue;
      const days = age[at]!;
      amounts[0] = amounts[0]! + 1;
      if (days === 0) amounts[1] = amounts[1]! + 1;
      if (days < 3) amounts[2] = amounts[2]! + 1;
      if (days < amounts[3]!) amounts[3] = days;
    }
    yield into.list();
  }
  if (user === undefined) return;
  const last = new EntryList(0);
  last.addActivity(user, amounts, tokens);
  yield last.list();
}

/** Entries in arrays with room for each token to be a user's last. */
class EntryList {
  readonly #keys: BigInt64Array;
  readonly #columns: Int32Array;
  readonly #levels: Uint8Array;
  #used = 0;

  constructor(tokens: number) {
    const room = (tokens + 1) * (1 + activityEntries);
    this.#keys = new BigInt64Array(room);
    this.#columns = new Int32Array(room);
    this.#levels = new Uint8Array(room);
  }

  add(user: bigint, column: number, level: number): void {
    this.#keys[this.#used] = user;
    this.#columns[this.#used] = column;
    this.#levels[this.#used++] = level;
  }

  addActivity(user: bigint, amounts: Int32Array, tokens: number): void {
    amounts.forEach((amount, kind) => this.add(user, tokens + activityPlace(kind, amount), 0));
  }

  list(): HistoryEntries {
    return {
      keys: this.#keys.subarray(0, this.#used),
      columns: this.#columns.subarray(0, this.#used),
      levels: this.#levels.subarray(0, this.#used),
    };
  }
}
