import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '@lookalikes/stage-kit';
import { beforeAll, describe, expect, it } from 'vitest';
import { lookalikes } from '../../test/lookalikes.ts';
import { readWorldPage } from '../../test/world-page.ts';
import { configText, smallWorld } from '../../test/world.ts';

let world = '';
const at = (...path: string[]): string => join(world, 'objects', ...path);
const pageOf = (date: string): string => readFileSync(at('pages/amer', `${date}.html`), 'utf8');
const config = (more = ''): void =>
  writeFileSync(join(world, 'lookalikes.config.ts'), configText({ regions: `regions: ['amer'], ${more}` }));

beforeAll(async () => {
  world = await smallWorld();
  config();
}, 60_000);

describe('a night that is done', () => {
  it('leaves its page and the index, and says where', async () => {
    const { status, stdout } = await lookalikes(['run', '--date', '2026-11-21'], world);
    expect([status, stdout]).toEqual([0, expect.stringContaining(`page: ${at('pages/amer/2026-11-21.html')}`)]);
    expect(pageOf('2026-11-21')).toContain('Saturday, 21 November 2026');
    expect(readFileSync(at('pages/index.html'), 'utf8')).toContain('href="amer/2026-11-21.html"');
    const record = JSON.parse(readFileSync(at('runs/amer/2026-11-21/0001.json'), 'utf8')) as RunRecord;
    expect(record).toMatchObject({ status: 'done', objects: ['pages/amer/2026-11-21.html', 'pages/index.html'] });
  }, 120_000);

  it('shows what it has published, as counts alone', async () => {
    const page = await readWorldPage(world, '2026-11-21');
    expect(page).toMatchObject({ status: 'done', before: null, missing: [], notRun: [], failure: null });
    expect(page.stages.map(({ stage }) => stage)).toHaveLength(7);
    const withModel = page.segments.filter(({ reach }) => reach !== null);
    expect(withModel.length).toBeGreaterThan(0);
    for (const segment of withModel) {
      expect(segment.scores.reduce((sum, { users }) => sum + users, 0)).toBe(segment.reach);
      expect(segment.reaches).toEqual([{ night: '2026-11-21', reach: segment.reach }]);
      expect(segment.tokensUp.every(({ weight }, place, all) => place === 0 || weight <= all[place - 1]!.weight)).toBe(
        true,
      );
      expect(segment.tokensUp.length).toBeGreaterThan(0);
    }
    const calibrated = withModel.filter(({ calibration }) => calibration.length > 0);
    expect(calibrated.length).toBeGreaterThan(0);
    for (const { calibration, evaluations } of calibrated) {
      const hits = evaluations.find(({ on }) => on === 'test')?.hits;
      expect(calibration.reduce((sum, { fires }) => sum + fires, 0)).toBe(hits);
    }
    const seconds = (all: readonly { readonly seconds: number }[]) => all.reduce((sum, one) => sum + one.seconds, 0);
    expect(seconds(page.segments)).toBeCloseTo(seconds(page.stages), 6);
    expect(page.stages.flatMap(({ steps }) => steps).every((step) => step.at !== null)).toBe(true);
    expect(page.sources.map(({ source }) => source)).toEqual(['af', 'st', 'tt']);
    expect(page.sources.every(({ days }) => days.at(-1)?.day === '2026-11-20' && days.at(-1)!.events > 0)).toBe(true);
  });

  it('has a page that gc keeps, and that page writes anew', async () => {
    expect(await lookalikes(['gc'], world)).toMatchObject({ status: 0 });
    expect(existsSync(at('pages/amer/2026-11-21.html'))).toBe(true);
    rmSync(at('pages'), { recursive: true });
    const { status, stdout, stderr } = await lookalikes(['page'], world);
    expect([status, stdout, stderr]).toEqual([0, `page: ${at('pages/amer/2026-11-21.html')}\n`, '']);
    expect(existsSync(at('pages/index.html'))).toBe(true);
    // The journal of its effects is gone, and with it when each step began.
    const { stages } = await readWorldPage(world, '2026-11-21');
    expect(stages.flatMap(({ steps }) => steps).every((step) => step.at === null)).toBe(true);
  }, 60_000);
});

describe('any other night', () => {
  it('leaves a page of what there is', async () => {
    const { status, stdout } = await lookalikes(['run', '--date', '2026-11-25'], world);
    expect(status).toBe(75);
    expect(stdout).toContain(`page: ${at('pages/amer/2026-11-25.html')}`);
    const html = pageOf('2026-11-25');
    expect(html).toContain('The night failed at training-data');
    expect(html).toContain('Did not run: model-selection, scoring, guard-rails, sync, reporting.');
    expect(readFileSync(at('pages/index.html'), 'utf8')).toContain('href="amer/2026-11-25.html"');
  }, 60_000);

  it('has none that is not on record', async () => {
    const { status, stderr } = await lookalikes(['page', 'amer/2026-11-01'], world);
    expect([status, stderr]).toEqual([2, expect.stringContaining('no run of amer/2026-11-01 is on record')]);
  });
});

describe('a page that does not come about', () => {
  const one = ['run', '--date', '2026-11-21', '--only', 'metadata', '--again'];

  it('is left out where the config wants none', async () => {
    rmSync(at('pages'), { recursive: true });
    config('page: { enabled: false },');
    const { status, stdout } = await lookalikes(one, world);
    config();
    expect([status, stdout]).toEqual([0, expect.not.stringContaining('page:')]);
    expect(existsSync(at('pages'))).toBe(false);
  }, 60_000);

  it('is a warning where it cannot be written, and the night is done', async () => {
    writeFileSync(at('pages'), 'a file where a folder should be');
    const { status, stderr } = await lookalikes(one, world);
    rmSync(at('pages'));
    expect([status, stderr]).toEqual([
      0,
      expect.stringMatching(/warning: .*the night is over, but not what follows it: .*pages/),
    ]);
  }, 60_000);

  it('lacks what cannot be read, and says so', async () => {
    const entry = join(at('ledger/amer/audiences_v1/2026-11-21'), '000001.json');
    const kept = readFileSync(entry, 'utf8');
    writeFileSync(entry, '{}');
    const { status, stdout, stderr } = await lookalikes(['page', 'amer/2026-11-21'], world);
    writeFileSync(entry, kept);
    expect([status, stdout]).toEqual([0, expect.stringContaining('page: ')]);
    expect(stderr).toContain('warning: the page lacks what the night has published: ');
    expect(pageOf('2026-11-21')).toContain('This page lacks');
  }, 60_000);
});
