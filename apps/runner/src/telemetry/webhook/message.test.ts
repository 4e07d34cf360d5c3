import { describe, expect, it } from 'vitest';
import type { NightOutcome } from '../../night/outcome.ts';
import { messageOf } from './message.ts';

const night = { region: 'amer', runDate: '2026-11-21', attempt: 2 } as const;
const of = (parts: Partial<NightOutcome>) => messageOf({ ...night, status: 'failed', exitCode: 1, ...parts });

describe('messageOf', () => {
  it.each<[string, Partial<NightOutcome>]>([
    ['is done', { status: 'done', exitCode: 0 }],
    ['was done already', { status: 'already', exitCode: 0 }],
    ['is to be tried again', { status: 'failed', exitCode: 75 }],
    ['found its region taken', { status: 'not-begun', exitCode: 4 }],
    ['was stopped', { status: 'cancelled', exitCode: 1 }],
  ])('is none where a night %s', (_, parts) => {
    expect(of(parts)).toBeUndefined();
  });

  it.each<[string, Partial<NightOutcome>, string, string]>([
    ['failed', { message: 'm' }, 'failed', 'lookalikes resume --region amer --date 2026-11-21'],
    [
      'was held',
      { status: 'held', exitCode: 3, message: 'm' },
      'held',
      'lookalikes run --region amer --date 2026-11-21 --again',
    ],
    [
      'could not begin',
      { status: 'not-begun', exitCode: 2, message: 'm' },
      'not-begun',
      'lookalikes run --region amer',
    ],
    ['held segments', { status: 'done', exitCode: 3, heldSegments: ['1', '2'] }, 'held', 'lookalikes release SEGMENT'],
  ])('of a night that %s says so, and what to do', (_, parts, status, todo) => {
    expect(of(parts)).toMatchObject({ status, whatToDo: expect.stringContaining(todo) });
  });

  it('names no attempt where there is none on record', () => {
    const { attempt: _none, ...rest } = night;
    expect(messageOf({ ...rest, status: 'not-begun', exitCode: 2 })?.run).toBeNull();
  });

  it('calls nobody: what a chat would take for a command is text', () => {
    expect(of({ message: '<!channel> & co' })?.text).toContain('&lt;!channel&gt; &amp; co');
  });
});
