import type { Day, Region } from '@lookalikes/schema';
import { regions } from '@lookalikes/schema';
import { StageKitError } from './error.ts';
import type { Host } from './host.ts';
import { thisHost } from './host.ts';
import { isRunning } from './is-running.ts';
import type { ObjectStore } from './object-store.ts';
import { ObjectStoreError } from './object-store.ts';
import type { RunRecord } from './record.ts';
import { RunRecordSchema } from './record.ts';
import { sealed, unsealed, whyUnreadable } from './sealed.ts';

/**
 * The record of every attempt at a night, `runs/<region>/<run date>/<attempt>.json` in the object store, written as the
 * attempt goes on and read back by `lookalikes runs` and `lookalikes show`.
 */
export class Journal {
  readonly #store: ObjectStore;
  readonly #host: Host;

  constructor(store: ObjectStore, host: Host = thisHost) {
    this.#store = store;
    this.#host = host;
  }

  /**
   * Opens the next attempt at a night: the one after those that were there when it was judged that the night needs another. So
   * whoever was paused since, and wakes once somebody else has done the night, finds the number taken.
   *
   * @param attempts - at the night, in order, as they were judged by
   * @throws StageKitError `publish-conflict` where another process has opened one since
   */
  async open(
    first: Omit<RunRecord, 'run' | 'attempt' | 'status' | 'stages'>,
    attempts: readonly RunRecord[],
  ): Promise<RunRecord> {
    const attempt = (attempts.at(-1)?.attempt ?? 0) + 1;
    const run = `${first.region}/${first.runDate}#${attempt}`;
    const record: RunRecord = { ...first, run, attempt, status: 'running', stages: [] };
    try {
      await this.#store.put(keyOf(record), textOf(record), { ifNoneMatch: true });
    } catch (error) {
      if (!(error instanceof ObjectStoreError && error.code === 'exists')) throw error;
      throw new StageKitError(
        'publish-conflict',
        `${run} was opened by another process meanwhile. Look how it ended; where it did not end well, run again.`,
        { cause: error },
      );
    }
    return record;
  }

  /** Writes what an attempt has done so far. */
  async save(record: RunRecord): Promise<void> {
    await this.#store.put(keyOf(record), textOf(record));
  }

  /**
   * The attempts at one night, in order. One that is on record as running and does not hold its region any more is given as
   * `interrupted`.
   */
  async attempts(region: Region, runDate: Day): Promise<RunRecord[]> {
    return this.#read(`runs/${region}/${runDate}/`);
  }

  /** Every attempt of the given regions, by region and run date. */
  async all(of: readonly Region[] = regions): Promise<RunRecord[]> {
    const found = await Promise.all(of.map((region) => this.#read(`runs/${region}/`)));
    return found.flat();
  }

  /**
   * Closes the records of a night's attempts that were interrupted. For whoever holds the region.
   *
   * @param ended - how they ended, where that is known
   * @returns the attempts that were closed
   */
  async closeInterrupted(
    night: { readonly region: Region; readonly runDate: Day },
    ended: { readonly status?: 'cancelled' | 'failed'; readonly code?: string; readonly message?: string } = {},
  ): Promise<RunRecord[]> {
    const closed: RunRecord[] = [];
    for (const record of await this.attempts(night.region, night.runDate)) {
      if (record.status !== 'interrupted' || record.failure) continue;
      const { status = 'interrupted', code = 'interrupted', message = 'its process ended without a word' } = ended;
      const stage = record.asked[record.stages.length] ?? '';
      const over: RunRecord = { ...record, status, failure: { stage, code, message } };
      await this.save(over);
      closed.push(over);
    }
    return closed;
  }

  async #read(prefix: string): Promise<RunRecord[]> {
    const records: RunRecord[] = [];
    for await (const { key } of this.#store.list(prefix)) {
      const record = parse(new TextDecoder().decode(await this.#store.get(key)), this.#store.locate(key));
      const over = record.status === 'running' && !(await isRunning(this.#store, record, this.#host));
      records.push(over ? { ...record, status: 'interrupted' } : record);
    }
    return records;
  }
}

const keyOf = ({ region, runDate, attempt }: Pick<RunRecord, 'region' | 'runDate' | 'attempt'>): string =>
  `runs/${region}/${runDate}/${String(attempt).padStart(4, '0')}.json`;

const textOf = (record: RunRecord): string => `${JSON.stringify(sealed(record), undefined, 2)}\n`;

function parse(text: string, where: string): RunRecord {
  try {
    return RunRecordSchema.parse(unsealed(text));
  } catch (error) {
    const why = whyUnreadable(error);
    throw new StageKitError('corrupt', `${where} is no record of a run: ${why}. Restore it or delete it.`, {
      cause: error,
    });
  }
}
