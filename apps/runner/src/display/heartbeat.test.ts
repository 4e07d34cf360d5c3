import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { stageRecord } from '../../test/records.ts';
import type { Pulse } from './heartbeat.ts';
import { heartbeat, pulseText, QuietRegions } from './heartbeat.ts';

const runDate = '2026-11-21';
const begins = (stage: string) => ({ kind: 'stage-begins', runDate, attempt: 1, stage }) as const;
const progress = (stage: string, done: number) =>
  ({ kind: 'progress', runDate, progress: { stage, label: 'segments', done, total: 20 } }) as const;

describe('QuietRegions', () => {
  it('gives a sign of life of a region that has been silent for so long, and then again', () => {
    const quiet = new QuietRegions(60);
    quiet.note('amer', begins('scoring'), 0);
    quiet.note('amer', progress('scoring', 14), 50_000);
    expect(quiet.pulses(59_999)).toEqual([]);
    expect(quiet.pulses(60_000).map(pulseText)).toEqual([
      'amer/2026-11-21 scoring for 1 min 00 s: segments (14 of 20)',
    ]);
    expect(quiet.pulses(119_999)).toEqual([]);
    expect(quiet.pulses(200_000).map(pulseText)).toEqual([
      'amer/2026-11-21 scoring for 3 min 20 s: segments (14 of 20)',
    ]);
  });

  it('counts from the last line, and tells how long the stage has been under way', () => {
    const quiet = new QuietRegions(60);
    quiet.note('amer', begins('metadata'), 0);
    quiet.note('amer', { kind: 'stage', runDate, record: stageRecord('metadata', 0) }, 40_000);
    quiet.note('amer', begins('training-data'), 41_000);
    quiet.note('amer', progress('metadata', 3), 42_000);
    expect(quiet.pulses(99_999)).toEqual([]);
    expect(quiet.pulses(101_000)).toEqual([
      { region: 'amer', runDate, stage: 'training-data', seconds: 60, progress: undefined },
    ]);
  });

  it('says nothing of a region before its first stage and after its night', () => {
    const quiet = new QuietRegions(60);
    quiet.note('amer', progress('scoring', 1), 0);
    quiet.note('emeaApac', { kind: 'stage', runDate, record: stageRecord('metadata', 0) }, 0);
    quiet.note('emeaApac', begins('scoring'), 0);
    quiet.note(
      'emeaApac',
      { kind: 'outcome', outcome: { region: 'emeaApac', runDate, status: 'done', exitCode: 0 } },
      1,
    );
    expect(quiet.pulses(600_000)).toEqual([]);
  });
});

it('heartbeat tells of a silent region by itself', async () => {
  const told: Pulse[] = [];
  const quiet = heartbeat(0.001, (pulse) => told.push(pulse));
  quiet.note('amer', begins('scoring'));
  while (told.length === 0) await sleep(1);
  quiet.stop();
  expect(told[0]).toMatchObject({ region: 'amer', stage: 'scoring' });
});
