import type { PlannedStage, Stage } from '@lookalikes/stage-kit';
import { describe, expect, it } from 'vitest';
import { runRecord, stageRecord } from '../../test/records.ts';
import { isDone } from './done.ts';

const step = (name: string, after: string[]): PlannedStage => ({ stage: { name } as Stage, after });
const planned = [step('first', []), step('second', ['first'])];
const both = [stageRecord('first', 1), stageRecord('second', 2)];

describe('isDone', () => {
  it('is so once every stage has run', () => {
    expect(isDone(planned, [])).toBe(false);
    expect(isDone(planned, [runRecord(1, both)])).toBe(true);
    expect(isDone(planned, [runRecord(1, [stageRecord('first', 1)])])).toBe(false);
  });

  it('counts stages that ran in different attempts', () => {
    const attempts = [runRecord(1, [stageRecord('first', 1)]), runRecord(2, [stageRecord('second', 2)])];
    expect(isDone(planned, attempts)).toBe(true);
  });

  it('is not so when what a stage reads was written again after it', () => {
    expect(isDone(planned, [runRecord(1, both), runRecord(2, [stageRecord('first', 3)])])).toBe(false);
    expect(isDone(planned, [runRecord(1, both), runRecord(2, [stageRecord('second', 3)])])).toBe(true);
  });

  it('does not compare clocks: another machine may have gone on with the night', () => {
    const attempts = [runRecord(1, [stageRecord('first', 9)]), runRecord(2, [stageRecord('second', 2)])];
    expect(isDone(planned, attempts)).toBe(true);
    expect(isDone(planned, attempts.toReversed())).toBe(false);
  });

  it.each(['running', 'failed', 'held', 'cancelled'] as const)('is not so when the newest attempt is %s', (status) => {
    expect(isDone(planned, [runRecord(1, both), runRecord(2, [], { status })])).toBe(false);
  });

  it('does not count a stage that was held back', () => {
    const failure = { stage: 'second', code: 'held', message: 'audits' };
    const attempts = [runRecord(1, both, { status: 'held', failure }), runRecord(2, [stageRecord('first', 0)])];
    expect(isDone(planned, attempts)).toBe(false);
  });
});
