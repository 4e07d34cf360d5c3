import { expect, test } from 'vitest';
import { checkSegments } from './check-segments.ts';

const good = {
  segment_id: 's1',
  name: 'Travel intenders',
  region: 'amer',
  dsp: 'an',
  dsp_segment_id: '77',
  audience_size: '0.05',
  ttl_days: '30',
  active: 'true',
};

const check = (...rows: Partial<typeof good>[]) =>
  checkSegments(rows.map((row, at) => ({ line: at + 2, content: `row ${at}`, values: { ...good, ...row } })));

test('a valid row becomes a segment', () => {
  expect(check({})).toEqual({
    valid: [{ ...good, audience_size: 0.05, ttl_days: 30, active: true }],
    rejected: [],
  });
});

test.each([
  ['', null],
  ['1', 1],
  ['500', 500],
  ['2.0', 2],
  ['0.000001', 0.000001],
  ['1e-3', 0.001],
  ['0.999', 0.999],
])('audience_size %j is %j', (audience_size, expected) => {
  expect(check({ audience_size }).valid).toMatchObject([{ audience_size: expected }]);
});

test.each(['0', '-1', '1.5', '0.0', 'plenty', '0x10', '5 %', ' 5', 'Infinity', '1e400', '99999999999999999999'])(
  'audience_size %j is set aside',
  (audience_size) => {
    expect(check({ audience_size }).rejected).toEqual([
      {
        line: 2,
        content: 'row 0',
        reasons: ['audience_size is neither empty, a whole number from 1, nor a share between 0 and 1'],
      },
    ]);
  },
);

test.each([
  ['', null],
  ['1', 1],
  ['180', 180],
])('ttl_days %j is %j', (ttl_days, expected) => {
  expect(check({ ttl_days }).valid).toMatchObject([{ ttl_days: expected }]);
});

test.each(['0', '181', '1.5', '-3', 'week'])('ttl_days %j is set aside', (ttl_days) => {
  expect(check({ ttl_days }).rejected[0]?.reasons).toEqual([
    'ttl_days is neither empty nor a whole number of days from 1 to 180',
  ]);
});

test.each([
  ['TRUE', true],
  ['1', true],
  ['Yes', true],
  ['false', false],
  ['0', false],
  ['no', false],
])('active %j is %j', (active, expected) => {
  expect(check({ active }).valid).toMatchObject([{ active: expected }]);
});

test.each([
  [{ segment_id: '' }, 'segment_id is empty'],
  [{ segment_id: 'x'.repeat(201) }, 'segment_id is longer than 200 characters'],
  [{ dsp_segment_id: 'a\rb' }, 'dsp_segment_id has control characters'],
  [{ dsp: 'an ' }, 'dsp begins or ends with white space'],
  [{ name: 'caf\ufffd' }, 'name has bytes that are not UTF-8'],
  [{ region: 'atlantis' }, 'region is none of amer, emeaApac'],
  [{ active: 'on' }, 'active is none of true, false, 1, 0, yes, no'],
])('%j is set aside', (row, reason) => {
  expect(check(row).rejected[0]?.reasons).toEqual([reason]);
});

test('every problem of a row is told, one a column, in the order of the columns', () => {
  expect(check({ segment_id: '', region: '', ttl_days: 'x' }).rejected[0]?.reasons).toEqual([
    'segment_id is empty',
    'region is none of amer, emeaApac',
    'ttl_days is neither empty nor a whole number of days from 1 to 180',
  ]);
});

test('the first valid row of a segment id stays, whatever its region', () => {
  const { valid, rejected } = check({ ttl_days: 'x' }, { name: 'the one' }, { region: 'emeaApac' });
  expect(valid).toMatchObject([{ name: 'the one' }]);
  expect(rejected.map(({ line, reasons }) => [line, reasons.join('; ')])).toEqual([
    [2, 'ttl_days is neither empty nor a whole number of days from 1 to 180'],
    [4, 'segment_id was used by an earlier row'],
  ]);
});
