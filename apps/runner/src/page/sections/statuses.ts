import type { Html } from '../html.ts';
import type { NightPage, PageSegment } from '../page-data.ts';
import { pill } from './parts.ts';

const nightColours = {
  done: 'good',
  running: 'quiet',
  held: 'warn',
  cancelled: 'warn',
  failed: 'bad',
  interrupted: 'bad',
} as const;

/** How a night ended. */
export const nightPill = (status: NightPage['status']): Html => pill(status, nightColours[status]);

const segmentColours = { delivered: 'good', held: 'bad', skipped: 'warn', ready: 'quiet' } as const;
const segmentTexts = { delivered: 'delivered', held: 'held', skipped: 'skipped', ready: 'not delivered' } as const;

/** What became of a segment. */
export const segmentPill = (status: PageSegment['status']): Html => pill(segmentTexts[status], segmentColours[status]);

const verdictColours = { pass: 'good', warn: 'warn', hold: 'bad', released: 'quiet' } as const;

/** What a guard rail says. */
export const verdictPill = (verdict: keyof typeof verdictColours): Html => pill(verdict, verdictColours[verdict]);

/** What guard rails measure, in words. */
export const railTexts: Readonly<Record<string, string>> = {
  reach: 'Reach',
  auc: 'AUC',
  score: 'Median score',
  tokens: 'Strongest tokens kept',
  hand: 'Held by a person',
};
