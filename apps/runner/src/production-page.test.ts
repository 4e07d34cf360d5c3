import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const docs = new URL('../../../docs/', import.meta.url);
const shipped = new URL('production/', import.meta.resolve('@lookalikes/deploy/package.json'));
const page = readFileSync(new URL('production.md', docs), 'utf8');
const read = (name: string): string => readFileSync(new URL(name, shipped), 'utf8');

const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = '']) => found);

it('links to files that are there', () => {
  const links = matches(page, /\]\(([^)#:]+)\)/g);
  expect(links.length).toBeGreaterThan(8);
  for (const link of links) expect(existsSync(new URL(link, docs)), link).toBe(true);
});

it('names every variable that the config asks of the environment', () => {
  const config = read('lookalikes.config.ts');
  const asked = matches(config, /given\('(\w+)'\)/g);
  const ofDatabases = matches(config, /\$\{name\}(_\w+)/g).map((end) => `PLATFORM${end}`);
  expect([asked.length, ofDatabases.length]).toEqual([3, 6]);
  for (const name of [...asked, ...ofDatabases]) expect(page).toContain(`\`${name}\``);
});

it('gives the role the rights that the store needs, and no others', () => {
  const policy = JSON.parse(read('iam-policy.json')) as {
    readonly Statement: readonly { readonly Action: string[] }[];
  };
  const store = readFileSync(new URL('../packages/stores/s3/README.md', docs), 'utf8');
  const needed = matches(store.split('It needs')[1]?.split('\n')[0] ?? '', /`(s3:\w+)`/g);
  expect(needed.length).toBeGreaterThan(4);
  expect([...new Set(policy.Statement.flatMap(({ Action }) => Action))].toSorted()).toEqual(needed.toSorted());
});
