import { expect, test } from 'vitest';
import { fillKey, keyShape, keyTemplate } from './key-template.ts';
import { checkKey } from './object-store.ts';

const keyPart = (value: string) => fillKey('{value}', { value });

test.each([
  ['1001', '1001'],
  ['cars & vans/EU', 'cars=20=26=20vans=2FEU'],
  ['a=20b', 'a=3D20b'],
  ['.', '=2E'],
  ['..', '=2E.'],
  ['.hidden', '=2Ehidden'],
  ['a.b', 'a.b'],
  ['café', 'caf=C3=A9'],
  ['\u{1f600}', '=F0=9F=98=80'],
  ['a\0b', 'a=00b'],
])('%j becomes %j in a key', (value, part) => {
  expect(keyPart(value)).toBe(part);
  expect(() => checkKey(`x/${keyPart(value)}/y`)).not.toThrow();
});

test('a long value is shortened and stays itself', () => {
  const [one, other] = ['é'.repeat(199) + 'a', 'é'.repeat(199) + 'b'].map(keyPart);
  expect(one).toMatch(/^(=C3=A9){6}=C3==sha256-[0-9a-f]{64}$/);
  expect(one).not.toBe(other);
});

test('values fill a template', () => {
  expect(fillKey('out/{region}/{segment_id}.gz', { region: 'amer', segment_id: 'a/b' })).toBe('out/amer/a=2Fb.gz');
});

test('a shape finds the keys of a template and no others', () => {
  const { prefix, matches } = keyShape('out/{region}/{segment_id}/part-{part}.tsv.gz', {
    region: 'amer',
    part: /\d{5,}/,
  });
  expect(prefix).toBe('out/amer/');
  expect(matches('out/amer/s1/part-00012.tsv.gz')).toBe(true);
  for (const other of [
    'out/amer/s1/part-1.tsv.gz',
    'out/amer/s1/part-00012xtsv.gz',
    'out/amer/s1/part-00012.tsv.gz.old',
    'out/amer/x/s1/part-00012.tsv.gz',
    'out/emeaApac/s1/part-00012.tsv.gz',
    'out/amer/manifest.json',
  ]) {
    expect(matches(other)).toBe(false);
  }
});

test.each([
  ['out/{region}/{part}', undefined],
  ['out/{region}', 'expected {part} in it'],
  ['out', 'expected {region} and {part} in it'],
  ['{region}/{part}/{day}', '{day} is none of {region}, {part}'],
  ['/{region}/{part}', '"/x/x" is no object key'],
  ['{region}/../{part}', '"x/../x" is no object key'],
  ['s3://bucket/{region}/{part}', undefined],
  ['s3://bucket/{region}/../{part}', '"x/../x" is no object key'],
  ['s3://{region}/{part}', '"s3://x/x" is no object key'],
])('the template %j: %s', (template, problem) => {
  const { error } = keyTemplate({ needed: ['region', 'part'], allowed: ['region', 'part'] }).safeParse(template);
  expect(error?.issues[0]?.message.slice(0, problem?.length)).toBe(problem);
});
