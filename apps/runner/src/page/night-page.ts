import { document } from './document.ts';
import { markup } from './html.ts';
import type { NightPage } from './page-data.ts';
import { attention } from './sections/attention.ts';
import { checks } from './sections/checks.ts';
import { costs } from './sections/costs.ts';
import { header } from './sections/header.ts';
import { inputs } from './sections/inputs.ts';
import { segmentDetails } from './sections/segment-details.ts';
import { segmentTable } from './sections/segment-table.ts';
import { timeline } from './sections/timeline.ts';

/**
 * The page of a night: one HTML file that needs nothing besides, with everything a person asks the morning after. The same data makes
 * the same bytes.
 *
 * @example await store.put('pages/amer/2026-11-21.html', nightPage(page))
 */
export function nightPage(page: NightPage): string {
  const { region, runDate, run, engine, store, node } = page;
  return document(
    `${region} ${runDate}, Lookalikes`,
    markup`${header(page)}
<main>
${attention(page)}
${segmentTable(page)}
${segmentDetails(page)}
${timeline(page)}
${checks(page)}
${inputs(page)}
${costs(page)}
</main>
<footer><p>${run}: ${engine}, ${store}, Node ${node}. <code>lookalikes show ${run}</code> prints the record.</p></footer>`,
  );
}
