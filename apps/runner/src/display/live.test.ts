import { describe, expect, it } from 'vitest';
import { stageRecord } from '../../test/records.ts';
import type { NightOutcome } from '../night/outcome.ts';
import { LiveDisplay } from './live.ts';
import type { LineHandle } from './stage-line.ts';
import { StageLine } from './stage-line.ts';

const first = '2026-11-21';
const second = '2026-11-22';
const stages = ['metadata', 'sync'];
const regions = ['amer', 'emeaApac'] as const;
const agenda = (nights: readonly string[]) => regions.map((region) => ({ region, nights, stages }));

/** Shows every stage of a night done, and the night. */
function showDone(display: LiveDisplay, region: 'amer' | 'emeaApac', runDate: string): void {
  for (const [minute, stage] of stages.entries()) {
    display.show(region, { kind: 'progress', runDate, progress: { stage, label: 'rows', done: 1, total: 2 } });
    display.show(region, { kind: 'stage', runDate, record: stageRecord(stage, minute) });
  }
  display.show(region, { kind: 'outcome', outcome: { region, runDate, status: 'done', exitCode: 0, attempt: 1 } });
}

describe('LiveDisplay', () => {
  it('ends when every night of every region has', async () => {
    const display = new LiveDisplay(agenda([first, second]), { silent: true });
    for (const region of regions) for (const night of [first, second]) showDone(display, region, night);
    await expect(display.end()).resolves.toBeUndefined();
  });

  const ends: [string, Partial<NightOutcome>][] = [
    ['was done already', { status: 'already', exitCode: 0, attempt: 1 }],
    ['failed at a stage', { status: 'failed', exitCode: 1, stage: 'sync', message: 'no room' }],
    ['could not begin', { status: 'not-begun', exitCode: 4, message: 'held' }],
  ];
  it.each(ends)('ends when a night %s, and the nights after it are not run', async (_, parts) => {
    const display = new LiveDisplay(agenda([first]), { silent: true });
    showDone(display, 'amer', first);
    const outcome = { region: 'emeaApac', runDate: first, status: 'failed', exitCode: 1, ...parts } as const;
    if (parts.stage !== undefined) {
      display.show('emeaApac', { kind: 'stage', runDate: first, record: stageRecord('metadata', 1) });
    }
    display.show('emeaApac', { kind: 'outcome', outcome });
    await expect(display.end()).resolves.toBeUndefined();
  });

  it('ends when the first of several nights fails', async () => {
    const display = new LiveDisplay(agenda([first, second]).slice(0, 1), { silent: true });
    const outcome = { region: 'amer', runDate: first, status: 'failed', exitCode: 1, message: 'gone' } as const;
    display.show('amer', { kind: 'outcome', outcome });
    await expect(display.end()).resolves.toBeUndefined();
  });
});

describe('StageLine', () => {
  const handle = (): LineHandle & { skipped?: string } => ({
    title: 'sync',
    output: '',
    skip(message) {
      this.skipped = message ?? '';
    },
  });

  it('shows how far a stage is, and what it did', async () => {
    const line = new StageLine('sync');
    const shown = handle();
    const ended = line.run(shown);
    line.progress('segments (1 of 8)');
    expect(shown.output).toBe('segments (1 of 8)');
    line.done(stageRecord('sync', 1, { warnings: [{ code: 'w', message: 'look' }], seconds: 2.04 }));
    await ended;
    expect(shown.title).toBe('sync: 0 rows in 2.0 s, 1 warning');
  });

  it('says that a stage was skipped, or why it failed', async () => {
    const skipped = new StageLine('sync');
    const shown = handle();
    skipped.skipped('done already');
    await skipped.run(shown);
    expect(shown.skipped).toBe('sync: done already');
    const failed = new StageLine('sync');
    failed.failed('failed at sync: no room');
    await expect(failed.run(handle())).rejects.toThrow('failed at sync: no room');
  });
});
