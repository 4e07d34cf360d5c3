import type { AxeResults } from 'axe-core';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * What axe-core finds wrong with a page as it is shown now: a line a place, by rule. It is put in by the browser's own
 * debugging, which no policy of the page holds back.
 *
 * @example expect(await accessibilityFaults(page)).toEqual([])
 */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help}: ${target.join(' ')}`));
}
