import type { Layout } from './layout.ts';
import type { LineFormat } from './line-format.ts';
import type { LineBatch } from './manifest.ts';

/** When a part is full. */
export interface PartLimit {
  /** Lines a part may have. */
  readonly rows: number;
  /** Asked after each block: whether there shall be no other. */
  readonly isFull: () => boolean;
}

/** Lines a block has, but for the last of a part. */
const linesPerBlock = 8_192;

/**
 * Cuts a stream of batches into parts. A part comes in blocks of 8,192 lines, whatever the batches, so that what is made of
 * a block depends on nothing but its lines. Holds one block and one batch at a time.
 *
 * @example
 * while (await reader.hasMore()) await store.putStream(key, gzip(reader.part({ rows: 5_000_000, isFull }), 6));
 */
export class PartReader {
  readonly #batches: AsyncIterator<LineBatch>;
  readonly #format: LineFormat;
  readonly #layout: Layout;
  #batch: LineBatch | undefined;
  #row = 0;

  constructor(batches: AsyncIterable<LineBatch>, { format, layout }: { format: LineFormat; layout: Layout }) {
    this.#batches = batches[Symbol.asyncIterator]();
    this.#format = format;
    this.#layout = layout;
  }

  /** Whether there is another line. */
  async hasMore(): Promise<boolean> {
    while (this.#batch === undefined || this.#row === this.#batch.rows) {
      const { done, value } = await this.#batches.next();
      if (done === true) return false;
      this.#batch = value;
      this.#row = 0;
    }
    return true;
  }

  /** The next lines, each with its end, after a header where the layout has one; gives how many there were when it ends. */
  async *part({ rows: most, isFull }: PartLimit): AsyncGenerator<Uint8Array, number> {
    const { columns, separator, lineEnd, header, encoding } = this.#layout;
    let rows = 0;
    let text = header ? `${columns.join(separator)}${lineEnd}` : '';
    while (rows < most && !(rows > 0 && isFull()) && (await this.hasMore())) {
      const until = Math.min(most, rows + linesPerBlock);
      while (rows < until && (await this.hasMore())) {
        const lines = this.#take(until - rows);
        rows += lines.length;
        text += `${lines.join(lineEnd)}${lineEnd}`;
      }
      yield Buffer.from(text, encoding);
      text = '';
    }
    return rows;
  }

  /** Lets go of the stream; to be called however the reading ended. */
  async close(): Promise<void> {
    await this.#batches.return?.();
  }

  #take(most: number): string[] {
    const batch = this.#batch as LineBatch;
    const end = Math.min(batch.rows, this.#row + most);
    const lines: string[] = [];
    while (this.#row < end) lines.push(this.#format(batch, this.#row++));
    return lines;
  }
}
