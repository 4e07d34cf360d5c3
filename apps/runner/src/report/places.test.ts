import { expect, it } from 'vitest';
import { stageRecord } from '../../test/records.ts';
import { places } from './places.ts';

const store = { locate: (key: string) => `/objects/${key}` };

it('says where the manifest and the reports are', () => {
  const sync = stageRecord('sync', 1, {
    figures: [
      { name: 'manifest', value: 'lookalikes/amer/manifest.json' },
      { name: 'dsp_ids', value: 7 },
      { name: 'manifest', value: 'of a segment', segment: 's1' },
    ],
  });
  const reporting = stageRecord('reporting', 2, {
    figures: ['segment_sizes', 'evaluations'].map((name) => ({ name: `${name}.tsv`, value: `reports/${name}.tsv` })),
  });
  const objects = ['pages/amer/2026-11-21.html', 'pages/index.html'];
  expect(places(store, { stages: [sync, reporting], objects })).toEqual([
    'delivered: /objects/lookalikes/amer/manifest.json',
    'reports: /objects/reports (segment_sizes.tsv, evaluations.tsv)',
    'page: /objects/pages/amer/2026-11-21.html',
  ]);
  expect(places(store, { stages: [] })).toEqual([]);
});
