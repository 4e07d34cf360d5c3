import type { CheckedConfig, Host, Log, ObjectStore, RunRecord, Stage, StageRecord } from '@lookalikes/stage-kit';
import { thisHost } from '@lookalikes/stage-kit';
import { NightLineage } from './lineage/night-lineage.ts';
import { measureNight, measureStage } from './night-metrics.ts';

/** What a night is told with. */
export interface TellerOf {
  readonly config: Pick<CheckedConfig, 'telling' | 'inputs'>;
  readonly root: string;
  readonly store: ObjectStore;
  readonly log: Log;
  /** The process that runs it: this one where left out. */
  readonly host?: Host | undefined;
}

/** Tells programs of one attempt at a night, as it goes on: by metrics, and by lineage where the config asks for it. */
export class NightTeller {
  readonly #of: TellerOf;
  #lineage: NightLineage | undefined;
  #isBegun = false;
  /** The stage that is under way. */
  #stage: Stage | undefined;

  constructor(of: TellerOf) {
    this.#of = of;
  }

  stageBegins(stage: Stage, record: RunRecord): void {
    if (!this.#isBegun) {
      this.#isBegun = true;
      this.#lineage = NightLineage.of({ ...this.#of, record });
      this.#lineage?.nightBegins();
    }
    this.#stage = stage;
    const { host = thisHost } = this.#of;
    this.#lineage?.stageBegins(stage, host.now().toISOString());
  }

  stageEnded(record: StageRecord, { region }: Pick<RunRecord, 'region'>): void {
    measureStage(region, record);
    if (this.#stage) this.#lineage?.stageEnded(this.#stage, record);
    this.#stage = undefined;
  }

  /** Tells that the night is over, and waits a little until that is told. */
  async nightEnded(record: RunRecord): Promise<void> {
    const held = record.status === 'held' ? record.stages.find(({ stage }) => stage === this.#stage?.name) : undefined;
    if (held) measureStage(record.region, held);
    measureNight(record);
    await this.#lineage?.nightEnded({ record, stage: this.#stage });
  }
}
