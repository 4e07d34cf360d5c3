import { describe, expect, it } from 'vitest';
import { stageRecord } from '../../test/records.ts';
import type { NightOutcome } from '../night/outcome.ts';
import { progressText } from './lines.ts';
import { plainDisplay } from './plain.ts';

const runDate = '2026-11-21';
const write = { name: 'seeds', table: 'seeds_v1', date: runDate, writeId: 'x', rows: 1200, checksum: 'c', seconds: 1 };

describe('plainDisplay', () => {
  it('writes a line a stage, with rows and seconds, and none for progress', async () => {
    const lines: string[] = [];
    const display = plainDisplay({ write: (line) => lines.push(line), heartbeatSeconds: 60 });
    display.show('amer', { kind: 'progress', runDate, progress: { stage: 'sync', label: 'segments' } });
    const record = stageRecord('sync', 1, { writes: [write, { ...write, rows: 34 }], seconds: 61.2 });
    display.show('amer', { kind: 'stage', runDate, record });
    await display.end();
    expect(lines).toEqual(['amer/2026-11-21 sync: 1,234 rows in 1 min 01 s']);
  });

  const outcomes: [Partial<NightOutcome>, string][] = [
    [{ status: 'done', exitCode: 0 }, 'amer/2026-11-21 done'],
    [{ status: 'already', exitCode: 0, attempt: 2 }, 'amer/2026-11-21 done already (attempt 2); --again runs it again'],
    [{ status: 'held', exitCode: 3, stage: 'sync', message: 'm' }, 'error: amer/2026-11-21 held back at sync: m'],
    [{ status: 'cancelled', exitCode: 1, stage: 'sync', message: 'm' }, 'error: amer/2026-11-21 stopped at sync: m'],
    [{ status: 'not-begun', exitCode: 4, message: 'm' }, 'error: amer/2026-11-21 not begun: m'],
    [{ status: 'failed', exitCode: 1 }, 'error: amer/2026-11-21 failed: '],
  ];
  it.each(outcomes)('says how a night came out: %j', (parts, text) => {
    const lines: string[] = [];
    const outcome = { region: 'amer', runDate, status: 'done', exitCode: 0, ...parts } as const;
    const display = plainDisplay({ write: (line) => lines.push(line), heartbeatSeconds: 60 });
    display.show('amer', { kind: 'outcome', outcome });
    expect(lines).toEqual([text]);
  });
});

describe('progressText', () => {
  it('says what is known', () => {
    expect(progressText({ stage: 'sync', label: 'segments' })).toBe('segments');
    expect(progressText({ stage: 'sync', label: 'rows', done: 1200 })).toBe('rows (1,200)');
    expect(progressText({ stage: 'sync', label: 'segments', done: 1, total: 8 })).toBe('segments (1 of 8)');
  });
});
