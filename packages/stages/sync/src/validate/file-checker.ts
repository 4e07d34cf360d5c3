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
  /** Resolves however the unpacking ends: after the last piece, or with an error. */
  readonly #closed: Promise<void>;
  #bytes = 0;
  #isOver = false;
  #broken = false;

  constructor(rules: FileRules) {
    this.#rules = rules;
    this.#lines = new LineChecker(rules);
    this.#gunzip = createGunzip();
    this.#gunzip.on('data', (piece: Buffer) => this.#lines.push(piece));
    this.#gunzip.on('error', () => {
      this.#broken = true;
    });
    this.#closed = new Promise((resolve) => {
      this.#gunzip.on('close', () => {
        this.#isOver = true;
        resolve();
      });
    });
  }

  /** Takes the next chunk of the file as it lies there; done once its lines are checked. */
  async push(chunk: Uint8Array): Promise<void> {
    this.#bytes += chunk.length;
    if (this.#isOver) return;
    const written = new Promise<void>((resolve) => {
      this.#gunzip.write(chunk, () => resolve());
    });
    // What is not written any more, as the unpacking is over, is never called back for.
    await Promise.race([written, this.#closed]);
  }

  /** What was found. Nothing may follow. */
  async end(): Promise<FileReport> {
    if (!this.#isOver) this.#gunzip.end();
    await this.#closed;
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
