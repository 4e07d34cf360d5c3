import type { Region } from '@lookalikes/schema';
import type { DefaultRenderer, ListrTask, ListrTaskWrapper, SimpleRenderer } from 'listr2';
import { Listr } from 'listr2';
import type { NightEvent } from '../night/messages.ts';
import type { NightOutcome } from '../night/outcome.ts';
import type { Display, RegionAgenda } from './display.ts';
import { outcomeText, progressText } from './lines.ts';
import { StageLine } from './stage-line.ts';

type Task = ListrTask<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;
type Handle = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;

/**
 * A display that stays in place on a terminal: the regions side by side, each stage with how far it has come.
 *
 * @example const display = new LiveDisplay([{ region: 'amer', nights: ['2026-11-21'], stages: ['metadata'] }]);
 */
export class LiveDisplay implements Display {
  readonly #agenda: readonly RegionAgenda[];
  readonly #lines = new Map<string, StageLine>();
  readonly #rendered: Promise<unknown>;

  /** @param options - `silent`: keep the tasks and draw nothing */
  constructor(agenda: readonly RegionAgenda[], options: { readonly silent?: boolean } = {}) {
    this.#agenda = agenda;
    const regions = agenda.map((of) => this.#region(of));
    const list = new Listr<unknown, typeof DefaultRenderer, typeof SimpleRenderer>(regions, {
      concurrent: true,
      exitOnError: false,
      // What a signal means is the command's to say.
      registerSignalListeners: false,
      silentRendererCondition: options.silent ?? false,
      rendererOptions: { collapseSubtasks: false, collapseErrors: false },
    });
    this.#rendered = list.run();
  }

  show(region: Region, event: NightEvent): void {
    if (event.kind === 'progress') {
      this.#line(region, event.runDate, event.progress.stage).progress(progressText(event.progress));
    } else if (event.kind === 'stage') {
      this.#line(region, event.runDate, event.record.stage).done(event.record);
    } else if (event.kind === 'outcome') this.#outcome(region, event.outcome);
  }

  async end(): Promise<void> {
    await this.#rendered;
  }

  #region(of: RegionAgenda): Task {
    const nights = of.nights.map((night) => this.#night(of, night));
    const [only] = nights;
    if (only && nights.length === 1) return only;
    return { title: of.region, task: (_, handle: Handle) => handle.newListr(nights, { exitOnError: true }) };
  }

  #night({ region, nights, stages: names }: RegionAgenda, runDate: string): Task {
    const stages = names.map((name): Task => {
      return { title: name, task: (_, handle) => this.#line(region, runDate, name).run(handle) };
    });
    return {
      title: `${region}/${runDate}`,
      task: (_, handle: Handle) =>
        handle.newListr(stages, {
          exitOnError: true,
          rendererOptions: { collapseSubtasks: nights.length > 1 },
        }),
    };
  }

  /** A night that ended early ends at one stage's line, or at whichever line it had come to; none after it is begun. */
  #outcome(region: Region, outcome: NightOutcome): void {
    const { runDate, stage, status } = outcome;
    const { stages } = this.#agenda.find((of) => of.region === region)!;
    for (const name of stages) {
      const line = this.#line(region, runDate, name);
      if (status === 'already') line.skipped('done already');
      else if (status !== 'done' && (stage === undefined || stage === name)) line.failed(outcomeText(outcome));
    }
  }

  #line(region: Region, runDate: string, name: string): StageLine {
    const key = `${region}/${runDate}/${name}`;
    const line = this.#lines.get(key) ?? new StageLine(name);
    this.#lines.set(key, line);
    return line;
  }
}
