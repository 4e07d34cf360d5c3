import { describe, expect, it } from 'vitest';
import { collectRegion, parseCount, parseNight } from './arguments.ts';

describe('parseNight', () => {
  it('reads a night and an attempt at one', () => {
    expect(parseNight('amer/2026-11-21')).toEqual({ region: 'amer', runDate: '2026-11-21' });
    expect(parseNight('emeaApac/2026-11-21#12')).toEqual({ region: 'emeaApac', runDate: '2026-11-21', attempt: 12 });
  });

  it.each(['', 'amer', 'amer/', 'amer/2026-11-31', 'amer/2026-11-21#0', 'amer/2026-11-21#', 'mars/2026-11-21'])(
    'refuses %j',
    (text) => {
      expect(() => parseNight(text)).toThrow(`'${text}' names no night`);
    },
  );
});

describe('parseCount', () => {
  it('reads whole numbers', () => {
    expect(parseCount('3000')).toBe(3000);
    expect(parseCount('3_000_000')).toBe(3_000_000);
  });

  it.each(['', '-1', '1.5', '1e6', 'x'])('refuses %j', (text) => {
    expect(() => parseCount(text)).toThrow('expected a whole number');
  });
});

describe('collectRegion', () => {
  it('collects each region once', () => {
    expect(collectRegion('amer', collectRegion('emeaApac', collectRegion('amer', undefined)))).toEqual([
      'amer',
      'emeaApac',
    ]);
  });
});
