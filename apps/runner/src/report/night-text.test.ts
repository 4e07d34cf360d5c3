import { describe, expect, it } from 'vitest';
import { runRecord, stageRecord } from '../../test/records.ts';
import { nightText } from './night-text.ts';

const stage = stageRecord('sync', 1, {
  figures: [
    { name: 'dsp_ids', value: 12345 },
    { name: 'manifest', value: 'lookalikes/manifest.json' },
    { name: 'delivered_ids', value: 7, segment: 's1' },
  ],
  warnings: [{ code: 'w', message: 'two rows were refused' }],
  audits: [
    { name: 'key_of_deliveries', severity: 'error', badRows: 0 },
    { name: 'empty_audience', severity: 'warn', badRows: 2 },
  ],
});

describe('nightText', () => {
  it('tells a night from its record alone', () => {
    const failure = { stage: 'reporting', code: 'corrupt', message: 'a file is cut off' };
    const text = nightText({
      ...runRecord(3, [stage], { status: 'failed', failure }),
      segments: [],
      evaluations: [],
    }).join('\n');
    expect(text).toContain('failed in 1 min 11 s, at reporting (corrupt): a file is cut off');
    expect(text).toMatch(/sync +0\.1\.0 +1\.0 s +0 +1 +1\/2 ok/);
    expect(text).toMatch(/^sync +12,345 +dsp_ids\nsync: manifest lookalikes\/manifest.json$/m);
    expect(text).toContain('warning: sync: two rows were refused');
    expect(text).toContain('audit sync/empty_audience: warn, 2 bad rows');
    expect(text).not.toContain('key_of_deliveries');
  });

  it('tells one that has done nothing yet', () => {
    const { finishedAt: _, seconds: __, ...running } = runRecord(1, [], { status: 'running', asked: ['sync'] });
    expect(nightText({ ...running, segments: [], evaluations: [] }).join('\n')).toMatch(
      /running\nstarted .*asked for sync$/,
    );
  });
});
