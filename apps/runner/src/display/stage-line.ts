import type { StageRecord } from '@lookalikes/stage-kit';
import { stageText } from './lines.ts';

/** The part of a listr task's handle that a line changes. */
export interface LineHandle {
  title: string;
  output: string;
  skip(message?: string): void;
}

/** One stage of a night on a live display: a task that waits until it is told how the stage ended. */
export class StageLine {
  readonly #name: string;
  readonly #ended = Promise.withResolvers<(handle: LineHandle) => void>();
  #handle: LineHandle | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  /** What the display runs; ends when the stage has. */
  async run(handle: LineHandle): Promise<void> {
    this.#handle = handle;
    const end = await this.#ended.promise;
    end(handle);
  }

  progress(text: string): void {
    if (this.#handle) this.#handle.output = text;
  }

  done(record: StageRecord): void {
    this.#ended.resolve((handle) => {
      handle.title = `${this.#name}: ${stageText(record)}`;
    });
  }

  skipped(text: string): void {
    this.#ended.resolve((handle) => handle.skip(`${this.#name}: ${text}`));
  }

  failed(text: string): void {
    this.#ended.resolve(() => {
      throw new Error(text);
    });
  }
}
