import { resolve } from 'node:path';
import type { CheckedConfig, Log, ObjectStore, RunRecord, Stage, StageRecord } from '@lookalikes/stage-kit';
import { fillKey } from '@lookalikes/stage-kit';
import type { LineagePlace } from './datasets.ts';
import { lineageEvent, transitionOf } from './events.ts';
import type { LineageSink } from './sink.ts';
import { objectSink, urlSink } from './sink.ts';

/** What lineage of a night needs. */
export interface LineageOf {
  readonly config: Pick<CheckedConfig, 'telling' | 'inputs'>;
  readonly root: string;
  readonly store: ObjectStore;
  readonly log: Log;
  readonly record: RunRecord;
}

/** The lineage of one attempt at a night, as it goes on. */
export class NightLineage {
  readonly #record: RunRecord;
  readonly #place: LineagePlace;
  readonly #sink: LineageSink;

  private constructor(record: RunRecord, place: LineagePlace, sink: LineageSink) {
    this.#record = record;
    this.#place = place;
    this.#sink = sink;
  }

  /** Lineage as the config has it; undefined where it says nothing of it. */
  static of({ config, root, store, log, record }: LineageOf): NightLineage | undefined {
    const lineage = config.telling?.lineage;
    if (!lineage) return undefined;
    const { to, namespace, apiKeyFile } = lineage;
    const { region, runDate, attempt, engine } = record;
    const values = { region, run_date: runDate, attempt: String(attempt).padStart(4, '0') };
    const keyFile = apiKeyFile === undefined ? undefined : resolve(root, apiKeyFile);
    const sink = /^https?:\/\//.test(to)
      ? urlSink(log, { url: to, apiKeyFile: keyFile })
      : objectSink(log, store, fillKey(to, values));
    const place = { namespace, region, inputs: config.inputs, engine: engine.split(' ')[0] ?? engine };
    return new NightLineage(record, place, sink);
  }

  nightBegins(): void {
    const { startedAt } = this.#record;
    this.#sink.send(lineageEvent({ type: 'START', time: startedAt, record: this.#record }, this.#place));
  }

  stageBegins(stage: Stage, time: string): void {
    this.#sink.send(lineageEvent({ type: 'START', time, record: this.#record, stage }, this.#place));
  }

  stageEnded(stage: Stage, done: StageRecord): void {
    const time = new Date(Date.parse(done.startedAt) + done.seconds * 1000).toISOString();
    this.#sink.send(lineageEvent({ type: 'COMPLETE', time, record: this.#record, stage, done }, this.#place));
  }

  /**
   * Tells that the night is over, and waits until all is told.
   *
   * @param over - the record as it is now, and the stage that was under way, if one was
   */
  async nightEnded(over: { readonly record: RunRecord; readonly stage?: Stage | undefined }): Promise<void> {
    const { record, stage } = over;
    const type = transitionOf(record.status);
    const time = record.finishedAt ?? record.startedAt;
    const done = record.stages.find((of) => of.stage === stage?.name);
    if (stage) this.#sink.send(lineageEvent({ type, time, record, stage, done }, this.#place));
    this.#sink.send(lineageEvent({ type, time, record }, this.#place));
    await this.#sink.end();
  }
}
