import { describe, expect, it } from 'vitest';
import { stageRecord } from '../../test/records.ts';
import { segmentTable } from './segment-table.ts';
import { segmentFigures } from './segments.ts';

const training = stageRecord('training-data', 1, {
  figures: [
    { name: 'users', value: 1000 },
    { name: 'seeds', value: 1234, segment: 's1' },
    { name: 'seeds', value: 3, segment: 's2' },
  ],
  warnings: [
    { code: 'segment-skipped', message: 'not trained: 3 usable seeds', segment: 's2' },
    { code: 'other', message: 'of no segment' },
  ],
});
const models = stageRecord('model-selection', 2, {
  figures: [
    { name: 'validation_auc', value: 0.81239, segment: 's1' },
    { name: 'validation_lift_at_5', value: 4.5, segment: 's1' },
  ],
});
const backtest = stageRecord('model-selection', 2, { figures: [{ name: 'backtest_auc', value: 1, segment: 's1' }] });

describe('segmentFigures', () => {
  it('gathers what the stages recorded of each segment', () => {
    expect(segmentFigures([training, models])).toEqual([
      {
        segment: 's1',
        name: null,
        seeds: 1234,
        validationAuc: 0.81239,
        validationLiftAt5: 4.5,
        backtestAuc: null,
        reach: null,
        deliveredIds: null,
        skipped: false,
        notes: [],
      },
      expect.objectContaining({ segment: 's2', seeds: 3, skipped: true, notes: ['not trained: 3 usable seeds'] }),
    ]);
  });

  it('knows nothing of no stages', () => {
    expect(segmentFigures([])).toEqual([]);
    expect(segmentTable([])).toEqual([]);
  });
});

describe('segmentTable', () => {
  it('has a row a segment, and the notes below', () => {
    expect(segmentTable(segmentFigures([training, models]))).toEqual([
      expect.stringMatching(/^segment +name +seeds +AUC +lift at 5 % +reach +delivered +status$/),
      expect.stringMatching(/^s1 +- +1,234 +0\.812 +4\.5 +- +- +ok$/),
      expect.stringMatching(/^s2 +- +3 +- +- +- +- +skipped$/),
      's2: not trained: 3 usable seeds',
    ]);
  });

  it('has a column for the backtest where there is one', () => {
    const [head, row] = segmentTable(segmentFigures([backtest]));
    expect([head, row]).toEqual([expect.stringContaining('backtest AUC'), expect.stringContaining('1.000')]);
  });
});
