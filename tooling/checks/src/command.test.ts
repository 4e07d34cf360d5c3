import { describe, expect, it } from 'vitest';
import { attempt, demand } from './command.ts';

const here = { cwd: process.cwd() };

describe('attempt', () => {
  it('gives the status and both outputs', () => {
    const script = "console.log('out'); console.error('err'); process.exit(3)";
    expect(attempt([process.execPath, '-e', script], here)).toEqual({ status: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  it('names a command that cannot be started', () => {
    expect(() => attempt(['no-such-command-here'], here)).toThrow(/cannot start no-such-command-here/);
  });
});

describe('demand', () => {
  it('returns the output of a command that succeeds', () => {
    expect(demand([process.execPath, '-p', '6 * 7'], here)).toBe('42\n');
  });

  it('quotes a command that fails', () => {
    const script = "console.error('the reason'); process.exit(2)";
    expect(() => demand([process.execPath, '-e', script], here)).toThrow(/status 2, expected 0[\s\S]*the reason/);
  });
});
