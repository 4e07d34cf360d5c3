import { once } from 'node:events';
import type { Gunzip } from 'node:zlib';
import { createGunzip } from 'node:zlib';
import { LineChecker } from './line-checker.ts';
import type { FileReport, FileRules } from './rules.ts';
import { dspMaxBytes } from './rules.ts';

/** Checks a packed file chunk by chunk: unpacks it, and checks its lines. Holds one chunk, unpacked. */
export class FileChecker {
  readonly #rules: FileRules;
  readonly #lines: LineChecker;
  readonly #gunzip: Gunzip;
  #bytes = 0;
  #broken: Error | undefined;

  constructor(rules: FileRules) {
    this.#rules = rules;
    this.#lines = new LineChecker(rules);
    this.#gunzip = createGunzip();
    this.#gunzip.on('data', (piece: Buffer) => this.#lines.push(piece));
    this.#gunzip.on('error', (error) => {
      this.#broken = error;
    });
  }

  /** Takes the next chunk of the file as it lies there; done once its lines are checked. */
  async push(chunk: Uint8Array): Promise<void> {
    this.#bytes += chunk.length;
    if (this.#broken) return;
    await new Promise<void>((resolve) => {
      // Called with the error too, which the stream's own event has told of by then or tells of next.
      this.#gunzip.write(chunk, () => resolve());
    });
  }

  /** What was found. Nothing may follow. */
  async end(): Promise<FileReport> {
    if (!this.#broken) {
      // 'close' follows both a good end and an error.
      const closed = once(this.#gunzip, 'close');
      this.#gunzip.end();
      await closed;
    }
    const { maxBytes = dspMaxBytes } = this.#rules;
    if (this.#broken || this.#gunzip.bytesWritten !== this.#bytes) {
      this.#lines.report({ rule: 'gzip', expected: 'a whole gzip file that matches its checksum' });
    }
    this.#lines.end();
    if (this.#bytes > maxBytes) {
      this.#lines.report({ rule: 'size', expected: `at most ${maxBytes} bytes` });
    }
    const { rows, violations, violationCount } = this.#lines;
    return { rows, bytes: this.#bytes, violations, violationCount };
  }

  /** Lets go of what unpacks; to be called however the reading ended. */
  close(): void {
    this.#gunzip.destroy();
  }
}
