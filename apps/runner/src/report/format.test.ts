import { describe, expect, it } from 'vitest';
import { bytes, figureText, seconds } from './format.ts';

describe('figures as people read them', () => {
  it('says durations', () => {
    expect([seconds(0.04), seconds(12.34), seconds(59.9), seconds(245), seconds(3600)]).toEqual([
      '0.0 s',
      '12.3 s',
      '59.9 s',
      '4 min 05 s',
      '60 min 00 s',
    ]);
  });

  it('says bytes', () => {
    expect([bytes(0), bytes(999), bytes(1000), bytes(6_130_000), bytes(2.5e9)]).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '6.1 MB',
      '2.5 GB',
    ]);
  });

  it('says figures of every kind', () => {
    expect([1204310, 0.81239, 'x', true, null, undefined].map(figureText)).toEqual([
      '1,204,310',
      '0.812',
      'x',
      'true',
      '-',
      '-',
    ]);
  });
});
