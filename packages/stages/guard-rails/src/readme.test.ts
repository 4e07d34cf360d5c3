import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GuardRailsOptions } from './options.ts';

test('the README has every option with its default', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  for (const [name, value] of Object.entries(GuardRailsOptions.parse({}))) {
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\` `));
    expect(row?.split('|')[2]?.trim()).toBe(`\`${JSON.stringify(value)}\``);
  }
});
