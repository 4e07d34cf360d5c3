import { expect, it } from 'vitest';
import { countOr, fixedOr, longDay, money, percent, plural, shortDay, signed, signedShare } from './text.ts';

it('says figures as people read them', () => {
  expect([countOr(1_204.4), countOr(null), fixedOr(-1.234, 2), fixedOr(null, 2)]).toEqual(['1,204', '–', '−1.23', '–']);
  expect([signed(1_200), signed(-3), signed(0)]).toEqual(['+1,200', '−3', '±0']);
  expect([signedShare(0.04), signedShare(-0.125)]).toEqual(['+4.0 %', '−12.5 %']);
  expect([percent(0), percent(0.004), percent(0.043), percent(0.43)]).toEqual(['0 %', '0.40 %', '4.3 %', '43 %']);
  expect([plural(1, 'night'), plural(2, 'night'), plural(0, 'bad row')]).toEqual(['1 night', '2 nights', '0 bad rows']);
});

it('says days and money', () => {
  expect([longDay('2026-11-21'), shortDay('2026-11-02')]).toEqual(['Saturday, 21 November 2026', '2 Nov']);
  const price = { amount: 1.2, currency: 'EUR' };
  expect([money(0, price), money(36, price), money(7_200, price)]).toEqual(['€0.00', '€0.0120', '€2.40']);
});
