import { describe, expect, it } from 'vitest';
import { bytes, figureText, plainText, seconds } from './format.ts';

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

describe('texts of the inputs', () => {
  it('cannot move, colour or turn what a terminal shows', () => {
    expect(plainText('\u001b[31mred\r\n\u009b\u202egnp.exe\u2066\u2028')).toBe(
      String.raw`\u001b[31mred\u000d\u000a\u009b\u202egnp.exe\u2066\u2028`,
    );
    expect(plainText('kw:größe 👩‍👧 鞋')).toBe('kw:größe 👩‍👧 鞋');
  });
});
