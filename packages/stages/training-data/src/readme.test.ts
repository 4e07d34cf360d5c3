import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TrainingDataOptions } from './options.ts';

test('the README has every option with its default', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  for (const [name, value] of Object.entries(TrainingDataOptions.parse({}))) {
    const shown = typeof value === 'string' ? `'${value}'` : String(value);
    expect(readme).toMatch(new RegExp(`\\| \`${name}\` +\\| \`${shown}\``));
  }
});
