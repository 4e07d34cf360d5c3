import { expect, it } from 'vitest';
import { nightPage } from './night-page.ts';
import type { NightPage } from './page-data.ts';

const segment: NightPage['segments'][number] = {
  id: '1001',
  name: 'hikers',
  status: 'held',
  reason: 'reach is 50, and may be 90 to 110',
  seeds: 40,
  usableSeeds: 38,
  negatives: 1_000,
  featureMap: 'binary',
  strength: 0.3,
  tokens: 12,
  reach: 50,
  reachBefore: 100,
  lowestScore: -2,
  deliveredIds: 80,
  files: 0,
  rows: 0,
  bytes: 0,
  seconds: 3,
  evaluations: [],
  rails: [{ rail: 'reach', value: 50, baseline: 100, lowest: 90, highest: 110, nights: 4, verdict: 'hold' }],
  reaches: [
    { night: '2026-11-20', reach: 100 },
    { night: '2026-11-21', reach: 50 },
  ],
  scores: [
    { from: -2, to: -1, users: 40, before: 60 },
    { from: 1, to: 2, users: 10, before: 40 },
  ],
  calibration: [{ users: 900, chance: 0.01, rate: 0.012, fires: 11 }],
  tokensUp: [{ token: 'kw:hiking', weight: 0.61, before: null }],
  tokensDown: [],
  change: {
    kind: 'changed',
    reachBefore: 100,
    reach: 50,
    joined: 10,
    left: 60,
    causes: [{ cause: 'weights', joined: 10, left: 60, reach: -50 }],
  },
  notes: [],
};

const page: NightPage = {
  region: 'amer',
  runDate: '2026-11-21',
  run: 'amer/2026-11-21#2',
  status: 'done',
  startedAt: '2026-11-21T00:00:00.000Z',
  seconds: 10,
  engine: 'duckdb',
  store: 'file',
  node: 'v24.21.0',
  failure: null,
  before: '2026-11-20',
  attempts: [
    {
      attempt: 1,
      status: 'failed',
      startedAt: '2026-11-21T00:00:00.000Z',
      seconds: 1,
      why: 'scoring: the disk is full',
    },
    { attempt: 2, status: 'done', startedAt: '2026-11-21T01:00:00.000Z', seconds: 9, why: null },
  ],
  stages: [
    {
      stage: 'scoring',
      version: '0.1.0',
      attempt: 2,
      at: 1,
      seconds: 4,
      rows: 50,
      bytes: null,
      warnings: 0,
      steps: [{ name: 'audiences', at: 0.5, seconds: 2, rows: 50 }],
    },
  ],
  notRun: [],
  warnings: [],
  audits: [{ stage: 'scoring', name: 'empty_audience', severity: 'warn', badRows: 2 }],
  segments: [segment],
  sources: [{ source: 'af', days: [{ day: '2026-11-20', events: 0 }], usual: 100 }],
  metadata: [{ what: 'pixels', rows: 10, rejected: 1 }],
  price: { amount: 3.6, currency: 'EUR' },
  missing: [],
};

it('makes the same bytes of the same data', () => {
  expect(nightPage(page)).toBe(nightPage(page));
});

it('has no style but that of its head, and no place but its own and other pages', () => {
  const html = nightPage(page);
  expect(html).not.toMatch(/ style=/);
  expect(html.match(/<(?:script|style)/g)).toEqual(['<style', '<script']);
  expect(html.match(/(?:href|src)="[^"]*"/g)).toEqual(
    expect.arrayContaining(['href="../index.html"', 'href="2026-11-20.html"', 'href="#segment-1001"']),
  );
  expect(html).not.toMatch(/(?:href|src)="(?!#|\.\.\/index\.html|2026-11-20\.html)/);
  expect(html.slice(0, html.indexOf('<script'))).not.toMatch(/NaN|undefined|Infinity/);
});

it('tells what is held, what it cost and what was tried', () => {
  const html = nightPage(page);
  expect(html).toContain('reach is 50, and may be 90 to 110');
  expect(html).toContain('nothing came in');
  expect(html).toContain('€0.0100');
  expect(html).toContain('scoring: the disk is full');
});

it('shows a night that came to nothing', () => {
  const failure = { stage: 'metadata', code: 'input-missing', message: 'there is no segments.tsv' };
  const html = nightPage({
    ...page,
    status: 'failed',
    failure,
    stages: [],
    segments: [],
    sources: [],
    audits: [],
    metadata: [],
    before: null,
  });
  expect(html).toContain('The night failed at metadata, after 0 stages. Nothing is known of any segment.');
  expect(html).toContain('there is no segments.tsv');
  expect(html).not.toContain('id="segments"');
});
