import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '@lookalikes/stage-kit';
import { expect } from 'vitest';
import type { NightOutcome } from '../src/night/outcome.ts';
import { lookalikes } from './lookalikes.ts';

/** What `lookalikes run --json` tells of a night. */
export type ToldNight = NightOutcome & { readonly record: RunRecord };

/** Runs nights of a world by the real command, which must succeed. */
export async function runNights(world: string, which: readonly string[]): Promise<ToldNight[]> {
  const { status, stdout, stderr } = await lookalikes(['run', ...which, '--json'], world);
  expect([status, stderr]).toEqual([0, expect.not.stringContaining('error:')]);
  return JSON.parse(stdout) as ToldNight[];
}

/** A figure of a night, by segment; under undefined where it is the night's own. */
export const figures = (record: RunRecord, name: string): Map<string | undefined, unknown> =>
  new Map(
    record.stages.flatMap((stage) =>
      stage.figures.filter((figure) => figure.name === name).map(({ segment, value }) => [segment, value]),
    ),
  );

/** Gives what puts another text in place of one that the world's config has, and at the next call in place of that. */
export function rewriting(world: string, first: string): (next: string) => void {
  const path = join(world, 'lookalikes.config.ts');
  let now = first;
  return (next) => {
    const config = readFileSync(path, 'utf8');
    expect(config).toContain(now);
    writeFileSync(path, config.replace(now, next));
    now = next;
  };
}

/** The config of online-retail-ii that learns from half a year of buying, as docs/data-sets.md has it. */
export function learnFromHalfAYear(world: string): void {
  const halfYear = 'historyDays: 547, labelDays: 192, minSeeds: 20, validationShare: 0.2, testShare: 0.3,';
  rewriting(world, 'historyDays: 365, labelDays: 120,')(halfYear);
}

/** The segments of docs/data-sets.md's table of half a year. */
export const halfYearSegments = '20725 23203 22423 21232 23344 22086 84946 23298 22666 23355 22113 22960 22138'
  .split(' ')
  .map((product) => `${product}-emeaApac`);
