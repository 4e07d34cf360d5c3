import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { accessibilityFaults, openBrowser } from '@lookalikes/browser';
import { makeSampleWorld } from '@lookalikes/sample-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookalikes } from '../../test/lookalikes.ts';
import { readWorldPage } from '../../test/world-page.ts';
import { configText, smallWorld } from '../../test/world.ts';
import { indexPage } from './index-page.ts';
import { nightPage } from './night-page.ts';
import type { NightPage } from './page-data.ts';

type Browser = Awaited<ReturnType<typeof openBrowser>>;
type Page = Awaited<ReturnType<Browser['newPage']>>;

let browser: Browser;
let world = '';
/** What the second night's page shows. */
let night: NightPage;

const pageFile = (name: string): string => join(world, 'objects/pages', name);

beforeAll(async () => {
  world = await smallWorld();
  writeFileSync(join(world, 'lookalikes.config.ts'), configText({ regions: "regions: ['amer']," }));
  for (const [date, through] of [
    ['2026-11-21', '2026-11-21'],
    ['2026-11-22', '2026-11-22'],
  ] as const) {
    const { status, stderr } = await lookalikes(['run', '--date', date], world);
    if (status !== 0) throw new Error(`the night of ${date} ended with ${status}: ${stderr}`);
    await makeSampleWorld({ to: world, users: 3_000, days: 11, through });
  }
  night = await readWorldPage(world, '2026-11-22');
  browser = await openBrowser();
});

afterAll(() => browser.close());

/** What a page did that it should not have. */
interface Opened {
  readonly page: Page;
  /** Requests besides that for the page itself, dialogs, errors, and what its policy had to refuse. */
  readonly misdeeds: () => Promise<string[]>;
}

async function open(
  file: string,
  as: Parameters<Browser['newPage']>[0] & { readonly hash?: string } = {},
): Promise<Opened> {
  const { hash = '', ...options } = as;
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  const seen: string[] = [];
  page.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => seen.push(`error: ${error.message}`));
  const url = `${pathToFileURL(file).href}${hash}`;
  page.on('request', (request) => {
    if (request.url() !== url && !request.isNavigationRequest()) seen.push(`request: ${request.url()}`);
  });
  await page.addInitScript(`
    globalThis.refused = [];
    document.addEventListener('securitypolicyviolation', (event) => refused.push('refused: ' + event.effectiveDirective));
  `);
  await page.goto(url);
  const misdeeds = async () => [...seen, ...(await page.evaluate<string[]>('refused'))];
  return { page, misdeeds };
}

/** What a page is told in the browser, where its own types are not ours. */
const openAll = "for (const details of document.querySelectorAll('details')) details.open = true";

const rows = (page: Page) => page.locator('table.segments tbody tr');

describe('the page of a night', () => {
  it('shows every segment, and asks nobody for anything', async () => {
    const { page, misdeeds } = await open(pageFile('amer/2026-11-22.html'));
    expect(await page.locator('h1').textContent()).toContain('Sunday, 22 November 2026');
    expect(await rows(page).count()).toBe(night.segments.length);
    expect(night.segments.length).toBeGreaterThan(3);
    expect(await page.locator('svg.chart').count()).toBeGreaterThan(night.segments.length);
    expect(await misdeeds()).toEqual([]);
    await page.close();
  });

  it('sorts by each column, up and down, with what is not known last', async () => {
    const { page } = await open(pageFile('amer/2026-11-22.html'));
    const heads = page.locator('table.segments thead th');
    const values = async (at: number) => {
      const cells = `[...document.querySelectorAll('table.segments tbody tr')].map((row) => row.cells[${at}])`;
      const texts = await page.evaluate<string[]>(`${cells}.map((cell) => cell.dataset.value ?? cell.textContent)`);
      return texts.map((text) => (text === '' ? null : Number.isNaN(Number(text)) ? text : Number(text)));
    };
    for (let at = 0; at < (await heads.count()); at++) {
      const seen: (string | null)[] = [];
      for (let click = 0; click < 2; click++) {
        await heads.nth(at).locator('button').click();
        const way = await heads.nth(at).getAttribute('aria-sort');
        seen.push(way);
        const shown = await values(at);
        const known = shown.filter((value) => value !== null);
        const sorted = known.toSorted((a, b) =>
          typeof a === 'number' && typeof b === 'number'
            ? a - b
            : String(a).localeCompare(String(b), 'en', { numeric: true }),
        );
        expect(known).toEqual(way === 'ascending' ? sorted : sorted.toReversed());
        expect(shown.slice(known.length).every((value) => value === null)).toBe(true);
      }
      expect(new Set(seen)).toEqual(new Set(['ascending', 'descending']));
      expect(await page.locator('table.segments th[aria-sort="none"]').count()).toBe((await heads.count()) - 1);
    }
    await page.close();
  });

  it('finds segments by what is typed', async () => {
    const { page } = await open(pageFile('amer/2026-11-22.html'));
    const wanted = night.segments[2]!;
    await page.getByLabel('Search segments').fill(wanted.name.toUpperCase());
    expect(await page.locator('table.segments tbody tr:visible').allInnerTexts()).toEqual([
      expect.stringContaining(wanted.id),
    ]);
    expect(await page.locator('details.segment:visible').count()).toBe(1);
    expect(await page.locator('#found').textContent()).toBe(`1 of ${night.segments.length}`);
    await page.getByLabel('Search segments').fill('');
    expect(await page.locator('table.segments tbody tr:visible').count()).toBe(night.segments.length);
    await page.close();
  });

  it('opens a segment from the table, by its address, and by key', async () => {
    const { id, name } = night.segments[1]!;
    const { page, misdeeds } = await open(pageFile('amer/2026-11-22.html'));
    const details = page.locator(`details[data-of="segment-${id}"]`);
    expect(await details.locator('.inside').isVisible()).toBe(false);
    await page.locator('table.segments').getByRole('link', { name }).click();
    expect(await details.locator('.inside').isVisible()).toBe(true);
    expect(await details.getByRole('heading', { name: 'Why it changed' }).isVisible()).toBe(true);
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY');
    await page.keyboard.press('Enter');
    expect(await details.locator('.inside').isVisible()).toBe(false);
    expect(await misdeeds()).toEqual([]);
    const direct = await open(pageFile('amer/2026-11-22.html'), { hash: `#segment-${id}` });
    expect(await direct.page.locator(`details[data-of="segment-${id}"] .inside`).isVisible()).toBe(true);
    const without = await browser.newPage({ javaScriptEnabled: false });
    await without.goto(pathToFileURL(pageFile('amer/2026-11-22.html')).href);
    await without.locator(`details[data-of="segment-${id}"] summary`).first().click();
    expect(await without.locator(`details[data-of="segment-${id}"] .inside`).isVisible()).toBe(true);
    expect(await without.getByLabel('Search segments').isVisible()).toBe(false);
    for (const one of [page, direct.page, without]) await one.close();
  });

  it('tells the causes of a change so that they add up', async () => {
    const { id, change } = night.segments.find(
      (segment) => segment.change !== null && segment.change.causes.length > 0,
    )!;
    const { page } = await open(pageFile('amer/2026-11-22.html'), { hash: `#segment-${id}` });
    const causes = `document.querySelectorAll('details[data-of="segment-${id}"] table.causes tbody tr')`;
    const cells = await page.evaluate<string[][]>(
      `[...${causes}].map((row) => [...row.cells].map((cell) => cell.textContent))`,
    );
    const number = (text: string | undefined) => Number((text ?? '').replaceAll(/[,±+]/g, '').replace('−', '-'));
    const sum = (at: number) => cells.reduce((total, row) => total + number(row[at]), 0);
    expect([sum(1), sum(4), sum(5)]).toEqual([change!.left, change!.joined, change!.reach - change!.reachBefore]);
    await page.close();
  });
});

describe('names that others chose', () => {
  const script = `"'><script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)></title></style>{{x}}&amp;`;
  const turned = `\u202Emoc.evil\u202C \u2067\u05D0\u05D1\u05D2`;
  const names = [script, turned, 'x'.repeat(10_000), '', `\u0000\uD800 javascript:alert(4)`];

  it('are shown as text, keep to themselves, and run nothing', async () => {
    const segments = night.segments.map((segment, at) => {
      const name = names[at % names.length]!;
      const tokens = (all: typeof segment.tokensUp) => all.map((token) => ({ ...token, token: name }));
      return {
        ...segment,
        id: `${name.slice(0, 50)}#${at}`,
        name,
        reason: name,
        notes: [name],
        tokensUp: tokens(segment.tokensUp),
        tokensDown: tokens(segment.tokensDown),
      };
    });
    const sources = night.sources.map((source, at) => ({ ...source, source: names[at % names.length]! }));
    const warnings = names.map((message) => ({ stage: 'metadata', message }));
    const failure = { stage: 'sync', code: 'x', message: script };
    const file = join(world, 'hostile.html');
    writeFileSync(file, nightPage({ ...night, segments, sources, warnings, failure, missing: [script] }));
    for (const width of [390, 1280]) {
      const { page, misdeeds } = await open(file, { viewport: { width, height: 900 } });
      await page.evaluate(openAll);
      const links = await rows(page).locator('th a').allTextContents();
      expect(links[0]).toBe(`${script.slice(0, 80)}…`);
      expect(await page.locator('script').count()).toBe(1);
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      const isolated = await page.evaluate("getComputedStyle(document.querySelector('bdi')).unicodeBidi");
      expect(isolated).toBe('isolate');
      await rows(page).locator('th a').first().click();
      expect(await misdeeds()).toEqual([]);
      await page.close();
    }
  });

  it('could not run a script either if they came through', async () => {
    const file = join(world, 'tampered.html');
    const html = readFileSync(pageFile('amer/2026-11-22.html'), 'utf8');
    const added =
      '<script>document.title = "taken"</script><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><p style="color:red">';
    writeFileSync(file, html.replace('<main>', `<main>${added}`));
    const { page, misdeeds } = await open(file);
    expect(await page.title()).toBe('amer 2026-11-22, Lookalikes');
    const refused = (await misdeeds()).filter((what) => what.startsWith('refused'));
    expect(refused.toSorted()).toEqual(['refused: img-src', 'refused: script-src-elem', 'refused: style-src-attr']);
    await page.close();
  });
});

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it.each(['amer/2026-11-22.html', 'index.html'])('%s can be read by everybody', async (name) => {
    const { page } = await open(pageFile(name), { colorScheme });
    await page.evaluate(openAll);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.close();
  });
});

describe('on a phone', () => {
  it.each(['amer/2026-11-22.html', 'index.html'])('%s is as wide as the screen', async (name) => {
    const { page } = await open(pageFile(name), { viewport: { width: 390, height: 844 }, isMobile: true });
    await page.evaluate(openAll);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.close();
  });
});

describe('on paper', () => {
  it('every segment is open, and what paper cannot do is left out', async () => {
    const { page } = await open(pageFile('amer/2026-11-22.html'), { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('.search').isVisible()).toBe(false);
    expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe(
      'rgb(255, 255, 255)',
    );
    const insides = page.locator('details.segment:not([open]) .inside');
    expect(await insides.count()).toBe(night.segments.length);
    for (let at = 0; at < night.segments.length; at++)
      expect((await insides.nth(at).boundingBox())?.height).toBeGreaterThan(20);
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
    await page.close();
  });
});

describe('the index', () => {
  it('leads to each night, the newest first', async () => {
    const { page, misdeeds } = await open(pageFile('index.html'));
    const links = page.locator('table.nights tbody th a');
    expect((await links.allTextContents()).map((text) => text.slice(0, 10))).toEqual(['2026-11-22', '2026-11-21']);
    await links.last().click();
    expect(await page.locator('h1').textContent()).toContain('21 November 2026');
    await page.getByRole('link', { name: 'All nights' }).click();
    expect(await page.locator('h1').textContent()).toBe('Nights');
    expect(await misdeeds()).toEqual([]);
    await page.close();
  });

  it('says so where there is nothing', async () => {
    const file = join(world, 'empty.html');
    writeFileSync(file, indexPage([]));
    const { page, misdeeds } = await open(file);
    expect(await page.locator('.lead').textContent()).toBe('No night has a page yet.');
    expect(await misdeeds()).toEqual([]);
    await page.close();
  });
});
