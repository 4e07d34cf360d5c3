import type { LineFormat } from './line-format.ts';
import type { LineBatch } from './manifest.ts';

/**
 * Cuts a stream of batches into parts of at most so many lines. Holds one batch at a time.
 *
 * @example
 * while (await reader.hasMore()) await store.putStream(key, gzip(reader.part(5_000_000)));
 */
export class PartReader {
  readonly #batches: AsyncIterator<LineBatch>;
  readonly #format: LineFormat;
  #lines: string[] = [];
  /** Rows so far that may not be written. */
  refused = 0;

  constructor(batches: AsyncIterable<LineBatch>, format: LineFormat) {
    this.#batches = batches[Symbol.asyncIterator]();
    this.#format = format;
  }

  /** Whether there is another line. */
  async hasMore(): Promise<boolean> {
    while (this.#lines.length === 0) {
      const { done, value } = await this.#batches.next();
      if (done === true) return false;
      this.#lines = this.#linesOf(value);
    }
    return true;
  }

  /** The next lines, up to `most` of them, each ended by a line feed; gives how many there were when it ends. */
  async *part(most: number): AsyncGenerator<Uint8Array, number> {
    let rows = 0;
    while (rows < most && (await this.hasMore())) {
      const lines = this.#lines.slice(0, most - rows);
      this.#lines = this.#lines.slice(lines.length);
      rows += lines.length;
      yield Buffer.from(`${lines.join('\n')}\n`);
    }
    return rows;
  }

  /** Lets go of the stream; to be called however the reading ended. */
  async close(): Promise<void> {
    await this.#batches.return?.();
  }

  #linesOf(batch: LineBatch): string[] {
    const lines: string[] = [];
    for (let row = 0; row < batch.rows; row++) {
      const line = this.#format(batch, row);
      if (line === undefined) this.refused++;
      else lines.push(line);
    }
    return lines;
  }
}
